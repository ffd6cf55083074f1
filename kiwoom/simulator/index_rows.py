"""An index now: ka20001, ka20003, ka10101 and the live types 0J and 0U (note 3.9)."""

from dataclasses import dataclass
from datetime import date

from kiwoom.enums import Market as Listed
from kiwoom.simulator.indices import INDICES, Index, IndexDay
from kiwoom.simulator.market import Market
from kiwoom.simulator.text import change_rate, clock, day, delta, direction, rate

_THOUSAND, _MILLION = 1_000, 1_000_000
_SLOTS_SHOWN = 20
_YEAR_DAYS = 250
# An index has no limits of its own.
NO_LIMITS = (0, 10**12)
# The groups of ka10101, and where our indices belong.
_GROUPS = {"001": "0", "002": "0", "101": "1", "150": "1", "201": "2"}
# What the wire calls a market in index queries.
MARKETS = {Listed.KOSPI: "001", Listed.KOSDAQ: "101"}


@dataclass(frozen=True, slots=True)
class IndexNow:
    """An index at this moment: levels in hundredths, shares, won.

    ``slots`` is how many ten-second slots are over, 0 before the opening; then the
    level is yesterday's and there is no open, high or low.
    """

    index: Index
    day: IndexDay
    slots: int

    @property
    def level(self) -> int:
        """The newest level."""
        return int(self.day.level[self.slots - 1]) if self.slots else self.day.base

    def prices(self) -> tuple[int, int, int]:
        """Return open, high and low so far, zero before the opening."""
        seen = self.day.level[: self.slots]
        if not self.slots:
            return 0, 0, 0
        return int(seen[0]), int(seen.max()), int(seen.min())

    @property
    def volume(self) -> int:
        """Shares so far."""
        return int(self.day.volume[: self.slots].sum())

    @property
    def value(self) -> int:
        """Won so far."""
        return int(self.day.value[: self.slots].sum())


def index_now(market: Market, index: Index) -> IndexNow:
    """Return an index as it stands."""
    found = market.indices.day(index, market.day)
    return IndexNow(index, found, found.until(market.seconds))


def index_reply(market: Market, index: Index) -> dict[str, object]:
    """Return the answer of ka20001, keys in the wire's order."""
    now = index_now(market, index)
    counts = _breadth(market, index)
    open_, high, low = now.prices()
    base = now.day.base
    return {
        **_change(now, "pred_pre_sig"),
        "trde_qty": str(now.volume // _THOUSAND),
        "trde_prica": str(now.value // _MILLION),
        "trde_frmatn_stk_num": str(counts["traded"]),
        "trde_frmatn_rt": f"{_traded_rate(counts):.2f}",
        "open_pric": level(open_, base),
        "high_pric": level(high, base),
        "low_pric": level(low, base),
        **{name: str(counts[name]) for name in _COUNTS},
        **_extremes(market, index, now),
        "inds_cur_prc_tm": _slot_rows(now),
    }


def all_indices(market: Market, code: str) -> list[dict[str, str]]:
    """Return the rows of ka20003: the indices of a market."""
    return [
        _summary(market, index)
        for index in INDICES
        if MARKETS.get(index.market) == code
    ]


def sector_rows(group: str) -> list[dict[str, str]]:
    """Return the rows of ka10101: codes and names of a group of indices."""
    return [
        {"marketCode": group, "code": index.code, "name": index.name, "group": "1"}
        for index in INDICES
        if _GROUPS[index.code] == group
    ]


def index_values(market: Market, index: Index) -> dict[str, str] | None:
    """Return the fields of a 0J row, ``None`` before the opening (note 5.3)."""
    now = index_now(market, index)
    if not now.slots:
        return None
    open_, high, low = now.prices()
    base, change = now.day.base, now.level - now.day.base
    yesterday = market.indices.daily(index, _day_before(market))[4]
    return {
        "20": clock(int(now.day.seconds[now.slots - 1])),
        "10": level(now.level, base),
        "11": _points(change),
        "12": rate(change_rate(now.level, base)),
        "15": str(int(now.day.volume[now.slots - 1]) // _THOUSAND),
        "13": str(now.volume // _THOUSAND),
        "14": str(now.value // _MILLION),
        "16": level(open_, base),
        "17": level(high, base),
        "18": level(low, base),
        "25": direction(now.level, base, NO_LIMITS),
        "26": delta((now.volume - yesterday) // _THOUSAND),
    }


def breadth_values(market: Market, index: Index) -> dict[str, str] | None:
    """Return the fields of a 0U row, ``None`` before the opening (note 5.3)."""
    now = index_now(market, index)
    if not now.slots:
        return None
    counts = _breadth(market, index)
    return {
        "20": clock(int(now.day.seconds[now.slots - 1])),
        "252": str(counts["rising"]),
        "251": str(counts["upl"]),
        "253": str(counts["stdns"]),
        "255": str(counts["fall"]),
        "254": str(counts["lst"]),
        "13": str(now.volume // _THOUSAND),
        "14": str(now.value // _MILLION),
        "10": level(now.level, now.day.base),
        "11": _points(now.level - now.day.base),
        "12": rate(change_rate(now.level, now.day.base)),
        "256": str(counts["traded"]),
        "257": f"{_traded_rate(counts):.2f}",
        "25": direction(now.level, now.day.base, NO_LIMITS),
    }


def level(hundredths: int, base: int) -> str:
    """Write a level with its direction against yesterday's: ``"-2394.49"``."""
    sign = "" if hundredths == base else "+" if hundredths > base else "-"
    return f"{sign}{hundredths / 100:.2f}" if hundredths else "0.00"


_COUNTS = ("upl", "rising", "stdns", "fall", "lst")


def _points(change: int) -> str:
    return f"{change / 100:+.2f}" if change else "0.00"


def _change(now: IndexNow, sign_key: str) -> dict[str, str]:
    base = now.day.base
    return {
        "cur_prc": level(now.level, base),
        sign_key: direction(now.level, base, NO_LIMITS),
        "pred_pre": _points(now.level - base),
        "flu_rt": rate(change_rate(now.level, base)),
    }


def _breadth(market: Market, index: Index) -> dict[str, int]:
    # Those at their limit count among the rising and the falling too.
    counts = dict.fromkeys((*_COUNTS, "traded", "all"), 0)
    for place in market.indices.members(index):
        tape = market.tapes[place]
        price, base = tape.totals.price, tape.bar.base
        counts["all"] += 1
        counts["traded"] += bool(price)
        code = direction(price or base, base, tape.limits)
        counts["upl"] += code == "1"
        counts["lst"] += code == "4"
        counts["rising"] += code in "12"
        counts["fall"] += code in "45"
        counts["stdns"] += code == "3"
    return counts


def _traded_rate(counts: dict[str, int]) -> float:
    return 100 * counts["traded"] / counts["all"]


def _summary(market: Market, index: Index) -> dict[str, str]:
    now = index_now(market, index)
    counts = _breadth(market, index)
    return {
        "stk_cd": index.code,
        "stk_nm": index.name,
        **_change(now, "pre_sig"),
        "trde_qty": str(now.volume // _THOUSAND),
        "wght": "",
        "trde_prica": str(now.value // _MILLION),
        **{name: str(counts[name]) for name in _COUNTS},
        "flo_stk_num": str(counts["all"]),
    }


def _extremes(market: Market, index: Index, now: IndexNow) -> dict[str, str]:
    days = market.history.days_until(market.day, _YEAR_DAYS)[:-1]
    daily = {past: market.indices.daily(index, past) for past in days}
    highest = max(daily, key=lambda past: daily[past][1])
    lowest = min(daily, key=lambda past: daily[past][2])
    highs = max((daily[highest][1], highest), (now.prices()[1], market.day))
    low_now = now.prices()[2] or 10**12
    lows = min((daily[lowest][2], lowest), (low_now, market.day))
    return {
        **_extreme("52wk_hgst_pric", highs, now),
        **_extreme("52wk_lwst_pric", lows, now),
    }


def _extreme(name: str, found: tuple[int, date], now: IndexNow) -> dict[str, str]:
    hundredths, when = found
    return {
        name: level(hundredths, now.day.base),
        f"{name}_dt": day(when),
        f"{name}_pre_rt": rate(change_rate(now.level, hundredths)),
    }


def _slot_rows(now: IndexNow) -> list[dict[str, str]]:
    base, found = now.day, list[dict[str, str]]()
    running = now.volume
    for slot in range(now.slots - 1, max(-1, now.slots - 1 - _SLOTS_SHOWN), -1):
        value = int(base.level[slot])
        found.append(
            {
                "tm_n": clock(int(base.seconds[slot])),
                "cur_prc_n": level(value, base.base),
                "pred_pre_sig_n": direction(value, base.base, NO_LIMITS),
                "pred_pre_n": _points(value - base.base),
                "flu_rt_n": rate(change_rate(value, base.base)),
                "trde_qty_n": str(int(base.volume[slot]) // _THOUSAND),
                "acc_trde_qty_n": str(running // _THOUSAND),
                "stex_tp": "KRX",
            }
        )
        running -= int(base.volume[slot])
    return found


def _day_before(market: Market) -> date:
    return market.history.previous(market.day)
