"""The day being streamed: one truth with the history, a chain without holes."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from kiwoom.hours import KST
from kiwoom.simulator.history import History
from kiwoom.simulator.market import Market, News
from kiwoom.simulator.prints import AUCTION, Prints
from kiwoom.simulator.universe import load_universe
from kiwoom.trading_calendar import load_calendar

DAY = date(2026, 9, 18)
MONDAY = date(2026, 9, 21)
UNIVERSE = load_universe()
SAMSUNG, QUIET = 0, [listing.symbol for listing in UNIVERSE].index("003960")
MATCH_S = (15 * 60 + 40) * 60

Build = Callable[..., Market]


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=KST)


def by_index(news: list[News]) -> dict[int, list[Prints]]:
    found = defaultdict(list)
    for item in news:
        found[item.index].append(item.prints)
    return found


def listed(parts: list[Prints]) -> list[tuple[float, int, int, int, int]]:
    columns = ("time", "price", "size", "side", "volume")
    return [
        row
        for part in parts
        for row in zip(*(getattr(part, name).tolist() for name in columns), strict=True)
    ]


def folded(parts: list[Prints]) -> dict[int, tuple[int, int, int, int, int]]:
    # Written anew from protocol note 3.2, without any of the simulator's own folding.
    bars: dict[int, tuple[int, int, int, int, int]] = {}
    for part in parts:
        for time, price, size, _, _ in listed([part]):
            label = int(time) // 60
            if part.is_late:
                if int(time) > MATCH_S:
                    continue
                label = 15 * 60 + 39
            if label not in bars:
                bars[label] = (price, price, price, price, size)
                continue
            o, h, low, _, v = bars[label]
            bars[label] = (o, max(h, price), min(low, price), price, v + size)
    return bars


def test_a_whole_day_folds_into_its_history(few_at_dawn: Market) -> None:
    market, history = few_at_dawn, few_at_dawn.history

    news = by_index(market.advance(at("16:30:00")))

    for index in range(len(market.listings)):
        minutes = history.minutes(DAY, index)
        names = ("label", "open", "high", "low", "close", "volume")
        wanted = zip(*(getattr(minutes, name).tolist() for name in names), strict=True)
        assert folded(news[index]) == {label: tuple(rest) for label, *rest in wanted}
        volume = sum(size for _, _, size, _, _ in listed(news[index]))
        assert volume == history.bar(DAY, index).total_volume


def test_day_volume_chains_without_a_hole(market_at: Build) -> None:
    market = market_at("10:00:30")
    before = [tape.totals.volume for tape in market.tapes]

    news = by_index(market.advance(at("10:07:00")))

    for index, parts in news.items():
        volume = before[index]
        for _, _, size, _, day_volume in listed(parts):
            volume += size
            assert day_volume == volume


def test_minutes_so_far_are_the_fold_of_the_trades(market_at: Build) -> None:
    market = market_at("10:00:00")

    news = by_index(market.advance(at("10:07:31")))

    for index in (SAMSUNG, 20, QUIET):
        minutes = market.minutes(DAY, index)
        bars = folded(news[index])
        seen = [n for n in minutes.label.tolist() if n >= 10 * 60]
        assert seen == [n for n in sorted(bars) if n >= 10 * 60]
        if seen:
            assert minutes.close[-1] == bars[seen[-1]][3]
            assert minutes.volume[-1] == bars[seen[-1]][4]
            assert minutes.high[-1] == bars[seen[-1]][1]
        assert minutes.volume.sum() == market.tapes[index].totals.volume


@pytest.mark.parametrize("step_s", [0.1, 7.3, 61.0])
def test_slicing_does_not_change_the_trades(market_at: Build, step_s: float) -> None:
    whole, sliced = market_at("09:58:00"), market_at("09:58:00")
    wanted = by_index(whole.advance(at("10:02:02")))

    news: list[News] = []
    now = at("09:58:00")
    while now < at("10:02:02"):
        now = min(now + timedelta(seconds=step_s), at("10:02:02"))
        news += sliced.advance(now)
        sliced.prepare(3)

    found = by_index(news)
    assert all(listed(found[n]) == listed(wanted[n]) for n in range(len(UNIVERSE)))


def test_another_seed_makes_other_trades(market_at: Build) -> None:
    one, two = market_at("10:00:00"), market_at("10:00:00", seed=2)

    first = by_index(one.advance(at("10:01:00")))
    second = by_index(two.advance(at("10:01:00")))

    assert listed(first[SAMSUNG]) != listed(second[SAMSUNG])


def test_the_rate_is_about_what_was_asked(market_at: Build) -> None:
    market = market_at("10:30:00", rate=100)
    market.advance(at("10:30:00"))

    count = sum(len(item.prints) for item in market.advance(at("10:35:00")))

    assert 70 <= count / 300 <= 130


def test_auctions_print_once_without_a_side(few_at_dawn: Market) -> None:
    news = by_index(few_at_dawn.advance(at("15:45:00")))

    for parts in news.values():
        rows = listed(parts)
        auctions = [row for row in rows if row[3] == AUCTION]
        assert rows[0] in auctions
        assert 9 * 3600 < rows[0][0] < 9 * 3600 + 30
        assert [int(row[0]) // 60 for row in auctions][:2] == [540, 930]
        closing = [r for r in rows if 15 * 3600 + 1200 <= r[0] < 15 * 3600 + 1800]
        assert closing == []


def test_auctions_do_not_count_for_a_side(market_at: Build) -> None:
    market = market_at("08:59:50")

    news = by_index(market.advance(at("09:03:00")))

    rows, last = listed(news[SAMSUNG]), news[SAMSUNG][-1]
    bought = sum(row[2] for row in rows if row[3] == 1)
    sold = sum(row[2] for row in rows if row[3] == -1)
    assert (last.buy_volume[-1], last.sell_volume[-1]) == (bought, sold)
    assert bought + sold + rows[0][2] == last.volume[-1]


def test_value_is_the_sum_of_price_times_size(market_at: Build) -> None:
    market = market_at("08:59:50")

    news = by_index(market.advance(at("09:03:00")))

    value = sum(price * size for _, price, size, _, _ in listed(news[SAMSUNG]))
    assert market.tapes[SAMSUNG].totals.value == value


def test_some_trades_are_at_the_mid_price(market_at: Build) -> None:
    market = market_at("10:00:00", rate=100)

    prices = np.concatenate(
        [p.price for p in by_index(market.advance(at("10:05:00")))[SAMSUNG]]
    )

    assert (prices % 100 == 50).any() or (prices % 50 == 25).any()


def test_trades_come_a_little_after_their_time(market_at: Build) -> None:
    market = market_at("10:00:00", rate=200)
    now = at("10:00:00")

    for _ in range(100):
        now += timedelta(seconds=0.1)
        seconds = now.hour * 3600 + now.minute * 60 + now.second + now.microsecond / 1e6
        for item in market.advance(now):
            assert seconds - item.prints.time[-1] > 0.03 or now <= at("10:00:00.2")


def test_the_next_trading_day_follows(market_at: Build, history: History) -> None:
    market = market_at("15:50:00")
    friday_news = market.advance(at("16:10:00"))
    value = market.tapes[SAMSUNG].totals.value

    news = market.advance(at("09:01:00", MONDAY))

    assert friday_news
    assert market.day == MONDAY
    assert {item.day for item in news} == {MONDAY}
    assert history.value(DAY, SAMSUNG) == value
    assert market.tapes[SAMSUNG].bar.base == history.bar(DAY, SAMSUNG).close


def test_a_jump_over_the_night_loses_no_trade(
    market_at: Build, history: History
) -> None:
    market = market_at("15:10:00")
    before = market.tapes[SAMSUNG].totals.volume

    news = market.advance(at("09:00:01", MONDAY))

    friday = [n for n in news if n.day == DAY and n.index == SAMSUNG]
    sizes = sum(int(item.prints.size.sum()) for item in friday)
    assert before + sizes == history.bar(DAY, SAMSUNG).total_volume


def test_figures_of_a_past_day_stay(market_at: Build) -> None:
    market = market_at("15:10:00")
    market.advance(at("16:30:00"))
    figures = market.daily(DAY, SAMSUNG)

    market.advance(at("09:10:00", MONDAY))

    assert market.daily(DAY, SAMSUNG) == figures


@pytest.mark.parametrize(
    ("clock", "day"),
    [("07:59:59", date(2026, 9, 17)), ("08:00:00", DAY), ("23:59:59", DAY)],
)
def test_a_day_begins_before_its_auction(
    market_at: Build, clock: str, day: date
) -> None:
    assert market_at("10:00:00").trading_day(at(clock)) == day


def test_there_is_no_bar_before_the_first_trade(market_at: Build) -> None:
    market = market_at("08:30:00")
    market.advance(at("08:59:59"))

    assert not len(market.minutes(DAY, SAMSUNG))
    assert market.daily(DAY, SAMSUNG) is None
    assert market.tapes[SAMSUNG].last is None


@pytest.mark.parametrize(
    ("clock", "has_book"),
    [
        ("08:20:00", False),
        ("08:40:00", True),
        ("10:00:00", True),
        ("15:25:00", True),
        ("15:30:00", False),
        ("17:00:00", False),
    ],
)
def test_orders_wait_until_the_close(
    market_at: Build, clock: str, has_book: bool
) -> None:
    assert market_at(clock).has_book(0) == has_book


def test_a_start_in_the_evening_shows_the_whole_day(
    market_at: Build, history: History
) -> None:
    market = market_at("19:00:00")
    market.advance(at("19:00:01"))

    assert market.tapes[SAMSUNG].totals.volume == (
        history.bar(DAY, SAMSUNG).total_volume
    )
    assert len(market.minutes(DAY, SAMSUNG)) == len(history.minutes(DAY, SAMSUNG))


def test_a_market_needs_no_more_days_than_the_calendar_has(history: History) -> None:
    start = at("10:00:00")

    market = Market(UNIVERSE, load_calendar(), history, seed=1, rate=1, start=start)

    assert market.history.has(market.day)
