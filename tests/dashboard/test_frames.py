"""Frames carry what moved, exactly, and are encoded once for everybody."""

import math
import struct

import pytest

from dashboard.columns import wall_ms
from dashboard.frames import ChannelTable, join_frame
from kiwoom import CandleSeries, FeedState, Interval
from tests.dashboard.candles import minute, series_of

RECORD = struct.Struct("<10d")


class FakeHub:
    """One series in a steady state."""

    def __init__(self, series: CandleSeries) -> None:
        self.only = series
        self.now = FeedState.LIVE

    def series(self, symbol, interval):
        return self.only

    def latest(self, symbol):
        return None

    def state(self, symbol):
        return self.now


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub(series_of(3))


def test_a_record_holds_the_forming_candle_exactly(hub):
    hub.only.update(minute(3, close=16_777_217, volume=9_007_199_254_740_991))
    table = ChannelTable(hub)

    record = RECORD.unpack(table.newest(table.number_of("005930", Interval.M1)).record)

    candle = hub.only.forming
    assert record[:3] == (0, 3, wall_ms(candle))
    assert record[3:8] == (100, 16_777_222, 95, 16_777_217, candle.volume)


def test_a_series_without_a_forming_candle_has_no_prices(hub):
    hub.only.forming = None
    table = ChannelTable(hub)

    record = RECORD.unpack(table.newest(table.number_of("005930", Interval.M1)).record)

    assert all(math.isnan(value) for value in record[2:8])


def test_a_record_is_encoded_once_for_all_who_ask(hub):
    table = ChannelTable(hub)
    channel = table.number_of("005930", Interval.M1)

    assert table.newest(channel) is table.newest(channel)


def test_a_trade_makes_a_new_record(hub):
    table = ChannelTable(hub)
    channel = table.number_of("005930", Interval.M1)
    before = table.newest(channel)

    hub.only.update(minute(3, close=101))

    assert table.newest(channel) is not before


def test_a_change_of_state_makes_a_new_record(hub):
    table = ChannelTable(hub)
    channel = table.number_of("005930", Interval.M1)
    before = table.newest(channel)

    hub.now = FeedState.STALE

    assert table.newest(channel) is not before


def test_channels_are_numbered_once(hub):
    table = ChannelTable(hub)

    numbers = [table.number_of("005930", i) for i in (Interval.M1, Interval.M5)]

    assert numbers == [0, 1]
    assert table.number_of("005930", Interval.M1) == 0
    assert 1 in table
    assert 2 not in table
    assert "0" not in table


def test_a_frame_is_a_header_and_its_records():
    frame = join_frame(7, 1234.5, [RECORD.pack(*range(10)), RECORD.pack(*range(10))])

    assert struct.unpack_from("<2d", frame) == (7, 1234.5)
    assert len(frame) == 16 + 2 * 80
