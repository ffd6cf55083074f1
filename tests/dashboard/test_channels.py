"""A channel follows its series, and is encoded once for all who look."""

import math
from datetime import timedelta

import pytest

from dashboard.channels import Channel, ChannelTable
from dashboard.frames import Moment, join_frame, wall_ms
from dashboard.indicators import MovingAverage, VolumeAverage
from kiwoom import CandleSeries, FeedState, Interval
from tests.dashboard.candles import NINE, FakeHub, minute, series_of
from tests.dashboard.feed_frames import Frame, read_frame

NOTHING = (-1, -1)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub(series_of(3))


@pytest.fixture
def table(hub) -> ChannelTable:
    return ChannelTable(hub)


@pytest.fixture
def channel(table) -> Channel:
    return table[table.number_of("005930", Interval.M1)]


def look(table: ChannelTable, channel: Channel) -> bytes:
    return channel.newest(table.moment(0.0).sequence)


def read(*blocks: bytes) -> Frame:
    return read_frame(join_frame(Moment(1, 0.0, 0.0), blocks))


def test_the_forming_candle_has_the_number_after_the_closed_ones(table, channel):
    live = read(look(table, channel)).live[0]

    assert (live["number"], live["close"], live["volume"]) == (3, 100, 10)
    assert live["time"] == wall_ms(NINE + timedelta(minutes=3))
    assert live["end"] == wall_ms(NINE + timedelta(minutes=4))


def test_a_day_has_no_end_to_count_down_to(hub, table):
    hub.only.interval = Interval.D1
    channel = table[table.number_of("005930", Interval.D1)]

    assert math.isnan(read(look(table, channel)).live[0]["end"])


def test_a_series_without_a_forming_candle_has_no_prices(hub, table, channel):
    hub.only.forming = None

    live = read(look(table, channel)).live[0]

    assert math.isnan(live["close"])
    assert math.isnan(live["time"])


def test_the_state_travels_with_the_price(hub, table, channel):
    look(table, channel)
    hub.now = FeedState.STALE

    live = read(look(table, channel)).live[0]

    assert list(FeedState)[int(live["state"])] is FeedState.STALE


def test_nothing_is_encoded_again_until_something_moves(hub, table, channel):
    before = look(table, channel)
    assert look(table, channel) is before

    hub.only.update(minute(3, close=101))

    assert look(table, channel) is not before


def test_however_many_look_within_a_tick_the_hub_is_asked_once(hub, table, channel):
    tick = table.moment(0.0).sequence

    blocks = {channel.newest(tick) for _ in range(50)}

    assert len(blocks) == 1
    assert hub.looks == 1


def test_who_has_nothing_gets_all_bars(table, channel):
    look(table, channel)

    bars = read(channel.bars(*NOTHING)).bars[0]

    assert (bars.first, bars.replaces, len(bars.closes)) == (0, True, 3)


def test_who_has_all_bars_gets_none(table, channel):
    look(table, channel)

    assert channel.bars(channel.epoch, channel.following) == b""


def test_a_closed_bar_is_appended_to_what_is_there(hub, table, channel):
    look(table, channel)
    had = (channel.epoch, channel.following)
    hub.only.update(minute(3, close=120))
    hub.only.roll(minute(4))
    look(table, channel)

    bars = read(channel.bars(*had)).bars[0]

    assert (bars.first, bars.replaces, bars.closes) == (3, False, [120])


def test_viewers_with_the_same_bars_share_the_same_bytes(hub, table, channel):
    look(table, channel)
    had = (channel.epoch, channel.following)
    hub.only.roll(minute(4))
    look(table, channel)

    assert channel.bars(*had) is channel.bars(*had)


def test_a_correction_of_history_replaces_all_bars(hub, table, channel):
    look(table, channel)
    had = (channel.epoch, channel.following)
    hub.only.compare([minute(1, close=90)])
    look(table, channel)

    bars = read(channel.bars(*had)).bars[0]

    assert bars.replaces
    assert bars.closes == [100, 90, 100]


def test_older_bars_keep_the_numbers_of_those_that_were_there(hub, table, channel):
    look(table, channel)
    had = (channel.epoch, channel.following)
    hub.only.prepend([minute(-2, close=90), minute(-1, close=91)])
    look(table, channel)

    bars = read(channel.bars(*had)).bars[0]

    assert (bars.first, bars.replaces) == (-2, True)
    assert bars.closes == [90, 91, 100, 100, 100]
    assert channel.following == 3


def test_another_series_begins_anew(hub, table, channel):
    look(table, channel)
    had = (channel.epoch, channel.following)
    hub.only = CandleSeries("005930", Interval.M1)
    look(table, channel)

    bars = read(channel.bars(*had)).bars[0]

    assert (bars.replaces, bars.closes) == (True, [])


def test_what_nobody_looks_at_lets_its_bars_go_and_comes_back_whole(table, channel):
    look(table, channel)
    epoch = channel.epoch
    table.sweep()
    table.sweep()

    look(table, channel)

    assert channel.epoch == epoch + 1
    assert len(read(channel.bars(*NOTHING)).bars[0].closes) == 3


def test_what_somebody_looks_at_is_swept_over(table, channel):
    look(table, channel)
    table.sweep()
    look(table, channel)
    epoch = channel.epoch
    table.sweep()

    look(table, channel)

    assert channel.epoch == epoch


def test_indicators_of_the_forming_bar_become_those_of_the_closed_one(hub, table):
    indicators = (MovingAverage((2,)), VolumeAverage(3))
    channel = table[table.number_of("005930", Interval.M1, indicators)]
    hub.only.update(minute(3, close=120, volume=40))
    forming = read(look(table, channel)).values[0]
    had = (channel.epoch, channel.following)

    hub.only.roll(minute(4))
    look(table, channel)

    closed = read(channel.bars(*had)).bars[0].lines
    assert forming == [110, 20]
    assert [line[0] for line in closed] == forming


def test_channels_are_numbered_once(table):
    numbers = [
        table.number_of("005930", Interval.M1),
        table.number_of("005930", Interval.M5),
        table.number_of("005930", Interval.M1, [MovingAverage((5,))]),
    ]

    assert numbers == [0, 1, 2]
    assert table.number_of("005930", Interval.M1, [MovingAverage((5,))]) == 2
    assert 2 in table
    assert 3 not in table
    assert "0" not in table


def test_a_moment_tells_the_exchange_s_time(hub, table):
    assert table.moment(5.0)[1:] == (5.0, wall_ms(NINE))

    hub.exchange_time = None
    assert math.isnan(table.moment(5.0).exchange_ms)
