"""The scripted market is the same for the same seed, steady, and keeps its books."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from benchmarks.stage.book_of_trades import wall_ms
from benchmarks.stage.market import ScriptedMarket
from kiwoom import Candle, Interval

SYMBOLS = ("005930", "000660", "035420", "068270")


def market_of(**options):
    chosen = {"rate": 200.0, "minute_s": 10.0, "began": 1_000.0, "kept": 10_000}
    return ScriptedMarket(SYMBOLS, **(chosen | options))


def test_the_same_seed_makes_the_same_trades():
    assert market_of().trades_until(1_020.0) == market_of().trades_until(1_020.0)


def test_looking_often_or_once_makes_the_same_trades():
    often = market_of()
    moments = [1_000.0 + n / 7 for n in range(140)]

    trades = [trade for moment in moments for trade in often.trades_until(moment)]

    assert trades == market_of().trades_until(moments[-1])


def test_trades_come_at_the_rate_that_was_asked_for():
    assert len(market_of().trades_until(1_050.0)) == pytest.approx(10_000, rel=0.05)


def test_the_day_volume_of_each_symbol_has_no_hole():
    trades = market_of().trades_until(1_030.0)

    for code in SYMBOLS:
        mine = [trade for trade in trades if trade.symbol == code]
        for before, after in pairwise(mine):
            assert after.day_volume - after.size == before.day_volume


def test_prices_stay_on_their_steps_and_near_where_they_began():
    market = market_of()
    market.trades_until(1_060.0)

    for symbol in market.symbols.values():
        assert symbol.price % 50 == 0
        assert 0.5 < symbol.price / symbol.base < 2


async def test_history_is_500_closed_minutes_and_the_forming_one():
    market = market_of()
    market.trades_until(1_000.5)

    candles = await market.candle_list("005930", Interval.M1, 501)

    assert len(candles) == 501
    assert all(before.time < after.time for before, after in pairwise(candles))
    assert all(c.low <= min(c.open, c.close) for c in candles)
    assert all(c.high >= max(c.open, c.close) for c in candles)


async def test_minutes_close_as_often_as_was_asked_for():
    market = market_of(minute_s=5.0)
    before = (await market.candle_list("005930", "1m", 1))[0].time
    market.trades_until(1_021.0)

    after = (await market.candle_list("005930", "1m", 1))[0].time

    assert after - before == timedelta(minutes=5)


async def test_only_minutes_have_candles():
    assert await market_of().candle_list("005930", "1d", 100) == []


async def test_figures_and_instruments_know_all_symbols():
    market = market_of()

    figures = await market.summaries([*SYMBOLS, "999999"])

    assert [summary.symbol for summary in figures] == list(SYMBOLS)
    assert [item.symbol for item in await market.instruments()] == list(SYMBOLS)


def test_the_log_tells_each_candle_right_after_its_trade():
    market = market_of()
    trades = market.trades_until(1_012.0)

    log = market.log.between(0, 2_000_000)

    assert len(log) == len(trades)
    assert np.all(np.diff(log[:, 0]) >= 0)
    place, start, volume = log[-1, 1:]
    forming = market.symbols[SYMBOLS[int(place)]].forming
    assert isinstance(forming, Candle)
    assert (start, volume) == (wall_ms(forming), forming.volume)


def test_the_log_gives_the_trades_of_a_time():
    market = market_of()
    market.trades_until(1_012.0)

    log = market.log.between(1_003_000, 1_004_000)

    assert len(log) > 100
    assert log[:, 0].min() >= 1_003_000
    assert log[:, 0].max() < 1_004_000


def test_a_log_that_no_longer_reaches_back_says_so():
    market = market_of(kept=100)
    market.trades_until(1_012.0)

    assert len(market.log.between(1_011_900, 1_012_000)) > 5
    with pytest.raises(LookupError):
        market.log.between(1_003_000, 1_004_000)
