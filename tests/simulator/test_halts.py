"""Interruptions (VI): where they fall, what trades around them, what is told."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom.hours import KST, TradingHours
from kiwoom.simulator.chunks import TapeSource
from kiwoom.simulator.daily import DailyBar
from kiwoom.simulator.halts import interrupt
from kiwoom.simulator.history import History
from kiwoom.simulator.interruption_rows import stop_rows, stop_values, stops
from kiwoom.simulator.market import Market
from kiwoom.simulator.minutes import Factors, MinuteBars, build_minutes, count_minutes
from kiwoom.simulator.prints import AUCTION, Prints
from kiwoom.simulator.tape import Tape
from kiwoom.simulator.text import clock
from kiwoom.simulator.universe import load_universe
from kiwoom.trading_calendar import load_calendar

STEP_S = 7.5
OPENING_S = 9 * 3_600.0
WILD = DailyBar(50_000, 50_000, 62_000, 49_500, 61_000, 900_000, 400, 3_000)
# The only interruption of the first seed's September.
HALT_DAY, HALTED = date(2026, 9, 1), "086520"


def bars_of(bar: DailyBar, seed: int) -> MinuteBars:
    hours = TradingHours()
    rng = np.random.default_rng(seed)
    steps = rng.standard_normal((2, count_minutes(hours)))
    return build_minutes(bar, hours, Factors(*steps), 1.0, rng, is_fund=False)


def trades_of(bar: DailyBar, bars: MinuteBars) -> list[Prints]:
    source = TapeSource(bar, bars, TradingHours(), False, 20.0, (1, 2, 3))
    return Tape(source).advance(24 * 3_600.0)


def rising(peak: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return prices that climb from 10,000 to a peak and stay there."""
    climb = np.linspace(10_000, peak, 200).astype(np.int64)
    return np.concatenate([climb, np.full(200, peak)])


def test_a_rise_of_ten_percent_stops_trading_for_two_minutes_and_a_bit() -> None:
    prices = rising(11_500)

    (halt, place, resume), *_ = interrupt(
        prices, STEP_S, OPENING_S, np.random.default_rng(1)
    )

    assert halt.reference == 10_000
    assert halt.price >= 11_000 > int(prices[place - 1])
    assert 120 <= halt.release_s - halt.trigger_s <= 150
    assert set(prices[place:resume].tolist()) == {halt.price}
    assert halt.resumed == prices[resume]
    assert halt.deviation == pytest.approx(10, abs=0.2)


def test_the_next_one_is_counted_from_the_price_that_trading_went_on_with() -> None:
    found = interrupt(rising(13_000), STEP_S, OPENING_S, np.random.default_rng(1))

    assert len(found) == 2
    assert found[1][0].reference == found[0][0].resumed


def test_a_quiet_day_is_left_alone_and_uses_no_chance() -> None:
    prices, rng = rising(10_900), np.random.default_rng(1)
    before = prices.copy()

    assert interrupt(prices, STEP_S, OPENING_S, rng) == []
    assert (prices == before).all()
    assert rng.random() == np.random.default_rng(1).random()


def test_the_days_extreme_survives_an_interruption_that_would_hide_it() -> None:
    prices = rising(11_100)
    prices[205:] = 11_000
    prices[201:204] = 11_400

    interrupt(prices, STEP_S, OPENING_S, np.random.default_rng(1))

    assert prices.max() == 11_400


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_bars_of_a_wild_day_still_make_the_daily_bar(seed: int) -> None:
    bars = bars_of(WILD, seed)

    assert int(bars.open[0]) == WILD.open
    assert int(bars.high.max()) == WILD.high
    assert int(bars.low.min()) == WILD.low
    assert int(bars.close[-1]) == WILD.close
    assert int(bars.volume.sum()) == WILD.volume
    for halt in bars.halts:
        first, last = int(halt.trigger_s) // 60, int(halt.release_s) // 60
        inside = (bars.label > first) & (bars.label < last)
        assert not inside.any()


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_nothing_trades_while_trading_is_interrupted(seed: int) -> None:
    bars = bars_of(WILD, seed)
    trades = trades_of(WILD, bars)
    times = np.concatenate([prints.time for prints in trades])
    sides = np.concatenate([prints.side for prints in trades])
    prices = np.concatenate([prints.price for prints in trades])

    assert (np.diff(times) >= 0).all()
    for halt in bars.halts:
        assert not ((times >= halt.trigger_s) & (times < halt.release_s)).any()
        following = int(np.searchsorted(times, halt.release_s))
        assert prices[following] == halt.resumed
        if times[following] == halt.release_s:
            assert sides[following] == AUCTION


def test_some_seed_interrupts_a_wild_day() -> None:
    assert any(bars_of(WILD, seed).halts for seed in range(5))


def words(text: str) -> list[str]:
    return text.split()


@pytest.fixture(scope="module")
def halted() -> Market:
    calendar = load_calendar()
    start = datetime.combine(HALT_DAY, datetime.min.time(), KST) + timedelta(hours=11)
    universe = load_universe()
    past = History(universe, calendar, 1, date(2026, 9, 18))
    return Market(universe, calendar, past, seed=1, rate=20.0, start=start)


def test_an_interruption_is_told_as_kiwoom_does(halted: Market) -> None:
    (halt,) = halted.tapes[halted.places[HALTED]].halts
    midnight = datetime.combine(HALT_DAY, datetime.min.time(), KST)

    halted.advance(midnight + timedelta(seconds=halt.trigger_s - 1))
    before = stops(halted)
    halted.advance(midnight + timedelta(seconds=halt.trigger_s + 1))
    (during,) = stops(halted)
    values = stop_values(halted, during)
    halted.advance(midnight + timedelta(seconds=halt.release_s + 1))
    (after,) = stops(halted)

    assert before == []
    assert list(values) == words(
        "9001 302 13 14 9068 9008 9075 1221 1223 1224 1225 1236 1237 1238 1239 1489 "
        "1490 9069 1279"
    )
    assert (values["9001"], values["9068"], values["9069"]) == (HALTED, "1", "1")
    assert (values["1221"], values["1236"]) == (str(halt.price), str(halt.reference))
    assert values["1224"] == "000000"
    assert values["1238"].startswith("+10.")
    over = stop_values(halted, after)
    assert over["1224"] == clock(int(halt.release_s))
    # The same event is sent again; only trading has gone on.
    moved = dict.fromkeys(("1224", "13", "14"), "")
    assert over | moved == values | moved
    assert [row["stk_cd"] for row in stop_rows(halted, {})] == [HALTED]
    assert stop_rows(halted, {"motn_drc": "2"}) == []
    assert stop_rows(halted, {"stk_cd": "005930"}) == []
