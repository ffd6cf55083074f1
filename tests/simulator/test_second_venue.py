"""NXT and both venues as one: laws between bars, trades and venues."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from kiwoom.hours import KST
from kiwoom.simulator.history import History
from kiwoom.simulator.market import Market
from kiwoom.simulator.prints import ON_KRX, ON_NXT, Prints
from kiwoom.simulator.second_venue import AFTER, BEFORE, FIRST_DAY
from kiwoom.simulator.universe import Listing, load_universe
from kiwoom.trading_calendar import load_calendar

DAY = date(2026, 9, 18)
NAMES = ("label", "open", "high", "low", "close", "volume")
Bars = dict[int, tuple[int, ...]]


def bars_of(market: Market, place: int) -> Bars:
    minutes = market.minutes(DAY, place)
    columns = (getattr(minutes, name).tolist() for name in NAMES)
    return {label: tuple(rest) for label, *rest in zip(*columns, strict=True)}


def folded(parts: list[Prints]) -> Bars:
    """Fold trades into minutes, as a client does: late ones of KRX enter one bar."""
    bars: dict[int, list[int]] = {}
    for part in parts:
        columns = (getattr(part, name).tolist() for name in ("time", "price", "size"))
        for moment, price, size in zip(*columns, strict=True):
            label = int(moment) // 60
            if part.is_late:
                if int(moment) > (15 * 60 + 40) * 60:
                    continue
                label = 15 * 60 + 39
            bar = bars.setdefault(label, [price, price, price, price, 0])
            bar[1], bar[2] = max(bar[1], price), min(bar[2], price)
            bar[3], bar[4] = price, bar[4] + size
    return {label: tuple(bar) for label, bar in bars.items()}


def opened(market: Market, *venues: int) -> list[int]:
    """Open the tapes of some venues for all instruments; return their places."""
    count = len(market.listings)
    places = [venue * count + n for venue in venues for n in range(count)]
    for place in places:
        _ = market.tapes[place]
    return places


def traded(market: Market, until: datetime) -> dict[int, list[Prints]]:
    found: dict[int, list[Prints]] = defaultdict(list)
    for news in market.advance(until):
        found[news.index].append(news.prints)
    return found


def at(clock: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(clock), KST)


@pytest.fixture
def night(few: tuple[Listing, ...]) -> Market:
    calendar = load_calendar()
    past = History(few, calendar, 1, DAY)
    return Market(few, calendar, past, seed=1, rate=2.0, start=at("08:00:00"))


@pytest.mark.parametrize("venue", [1, 2])
def test_minutes_make_the_day_on_every_venue(history: History, venue: int) -> None:
    count = len(load_universe())
    for place in range(0, count, 3):
        index = venue * count + place
        bar, minutes = history.bar(DAY, index), history.minutes(DAY, index)

        assert int(minutes.open[0]) == bar.open
        assert int(minutes.high.max()) == bar.high
        assert int(minutes.low.min()) == bar.low
        assert int(minutes.close[-1]) == bar.close
        assert int(minutes.volume.sum()) == bar.volume


def test_a_whole_day_folds_into_its_history_on_every_venue(night: Market) -> None:
    places = opened(night, 1, 2)

    news = traded(night, at("20:30:00"))
    wanted = {place: bars_of(night, place) for place in places}
    night.advance(at("23:59:00") + timedelta(days=3))

    for place in places:
        assert folded(news[place]) == wanted[place]
        minutes = night.history.minutes(DAY, place)
        columns = (getattr(minutes, name).tolist() for name in NAMES)
        afterwards = {n: tuple(rest) for n, *rest in zip(*columns, strict=True)}
        assert afterwards == wanted[place]


def test_both_venues_together_trade_what_each_has_traded(night: Market) -> None:
    count = len(night.listings)
    opened(night, 1, 2)

    news = traded(night, at("20:30:00"))

    for place in range(count):
        sums = [
            sum(int(part.size.sum()) for part in news[venue * count + place])
            for venue in range(3)
        ]
        assert sums[0] + sums[1] == sums[2]
        joint = news[2 * count + place]
        venues = np.concatenate([part.venue for part in joint])
        sizes = np.concatenate([part.size for part in joint])
        assert int(sizes[venues == ON_KRX].sum()) == sums[0]
        assert int(sizes[venues == ON_NXT].sum()) == sums[1]
        assert night.tapes[2 * count + place].totals.volume == sums[2]


@pytest.mark.parametrize("venue", [1, 2])
def test_day_volumes_chain_without_a_hole(
    market_at: Callable[..., Market], venue: int
) -> None:
    market = market_at("10:00:30")
    market.advance(at("10:00:31"))
    places = opened(market, venue)
    before = {place: market.tapes[place].totals.volume for place in places}

    news = traded(market, at("10:05:00"))

    for place in places:
        volume = before[place]
        for part in news[place]:
            for size, day_volume in zip(part.size, part.volume, strict=True):
                volume += int(size)
                assert int(day_volume) == volume


def test_the_unfinished_minute_is_the_fold_of_its_trades_at_every_second(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("10:00:00", rate=200.0)
    count = len(market.listings)
    place = 2 * count
    _ = market.tapes[place]
    seen: list[Prints] = []
    for second in range(1, 150):
        seen += traded(market, at("10:00:00") + timedelta(seconds=second))[place]
        bars = {n: bar for n, bar in bars_of(market, place).items() if n >= 600}
        assert bars == {n: bar for n, bar in folded(seen).items() if n >= 600}


def test_nxt_rests_between_its_sessions(night: Market) -> None:
    count = len(night.listings)
    opened(night, 1)

    news = traded(night, at("20:30:00"))

    for place in range(count, 2 * count):
        times = np.concatenate([part.time for part in news[place]]) / 60
        assert (times >= BEFORE.start).all()
        assert not ((times >= BEFORE.stop) & (times < 9 * 60 + 0.5)).any()
        assert not ((times >= 15 * 60 + 20) & (times < AFTER.start)).any()
        assert times.max() < AFTER.stop
        assert {int(v) for part in news[place] for v in part.venue} == {ON_NXT}


def test_before_nxt_began_there_is_nothing_of_it(history: History) -> None:
    count = len(load_universe())
    day = history.previous(FIRST_DAY)

    assert history.bar(day, 2 * count) == history.bar(day, 0)


def test_a_tape_that_is_opened_late_has_the_day_so_far(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("14:00:00")
    market.advance(at("14:00:05"))
    count = len(market.listings)

    joint = market.tapes[2 * count].totals
    krx, nxt = market.tapes[0].totals, market.tapes[count].totals

    assert joint.volume == krx.volume + nxt.volume
    assert joint.high == max(krx.high, nxt.high)
    assert joint.low == min(krx.low, nxt.low)
    assert joint.open == nxt.open
    assert market.minutes(DAY, 2 * count).volume.sum() == joint.volume
