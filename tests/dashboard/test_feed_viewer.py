"""A viewer gets the newest state, never a queue, and at a pace that it can draw."""

import pytest

from dashboard.channels import ChannelTable
from dashboard.feed_viewer import FeedViewer, pace
from kiwoom import Interval
from tests.dashboard.candles import FakeHub, minute, series_of
from tests.dashboard.feed_frames import Frame, read_frame

TICK_MS = 16.0


class Page:
    """A page that receives frames."""

    def __init__(self, count: int = 3) -> None:
        self.hub = FakeHub(series_of(count))
        self.table = ChannelTable(self.hub)
        self.number = self.table.number_of("005930", Interval.M1)
        self.frames: list[Frame] = []
        self.viewer = FeedViewer(self.table, TICK_MS, self._receive)
        self._now = 0.0

    def _receive(self, frame: bytes) -> None:
        self.frames.append(read_frame(frame))

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self._now += TICK_MS
            self.viewer.pull(self.table.moment(self._now))

    def trade(self, close: int) -> None:
        self.hub.only.update(minute(3, close=close))

    def show(self, *channels: int, known: dict[str, list[int]] | None = None) -> None:
        self.viewer.take({"channels": list(channels), "known": known or {}})

    def draw(self, busy: float = 1.0) -> None:
        self.viewer.take({"ack": 1, "busy": busy})


@pytest.fixture
def page() -> Page:
    opened = Page()
    opened.show(opened.number)
    opened.tick()
    return opened


def test_the_first_frame_holds_bars_and_the_forming_candle(page):
    [frame] = page.frames

    assert len(frame.bars[0].closes) == 3
    assert frame.live[0]["close"] == 100


def test_later_frames_hold_what_moved(page):
    page.draw()
    page.trade(130)
    page.tick()

    assert page.frames[1].live[0]["close"] == 130
    assert page.frames[1].bars == {}


def test_nothing_is_sent_while_nothing_moves(page):
    page.draw()
    page.tick(50)

    assert len(page.frames) == 1


def test_a_page_that_draws_nothing_gets_two_frames_and_then_the_newest(page):
    for close in range(101, 160):
        page.trade(close)
        page.tick()
    assert [frame.live[0]["close"] for frame in page.frames] == [100, 101]

    page.draw()
    page.tick()

    assert page.frames[2].live[0]["close"] == 159


def test_bars_that_closed_while_a_page_slept_come_all_at_once(page):
    page.tick()
    for number in range(4, 9):
        page.hub.only.roll(minute(number))
        page.tick()
    page.draw()
    page.draw()
    page.tick()

    bars = page.frames[-1].bars[0]
    closes = [close for frame in page.frames for close in frame.bars[0].closes]
    assert bars.first + len(bars.closes) == 8
    assert len(closes) == 8


def test_what_is_out_of_sight_is_not_even_encoded(page):
    page.show()
    looks = page.hub.looks
    page.trade(140)
    page.tick(10)

    assert page.hub.looks == looks
    assert len(page.frames) == 1


def test_what_comes_back_into_sight_is_current_at_once(page):
    page.draw()
    epoch, following = page.frames[0].epochs[0], 3
    page.show()
    page.trade(140)
    page.hub.only.roll(minute(4, close=150))

    page.show(page.number, known={"0": [epoch, following]})
    page.tick()

    frame = page.frames[-1]
    assert (frame.bars[0].first, frame.bars[0].closes) == (3, [140])
    assert frame.live[0]["close"] == 150


def test_who_reconnects_with_an_old_epoch_gets_everything(page):
    page.show(page.number, known={"0": [99, 3]})
    page.tick()

    assert page.frames[-1].bars[0].replaces


def test_long_histories_are_spread_over_frames():
    page = Page(count=2000)
    others = [page.table.number_of(f"00000{n}", Interval.M1) for n in range(4)]
    page.show(page.number, *others)
    for _ in range(10):
        page.tick()
        page.draw()

    counts = [len(frame.bars) for frame in page.frames]
    assert sum(counts) == 5
    assert len(page.frames) > 1
    assert page.number in page.frames[0].bars


def test_a_page_that_draws_slowly_is_sent_fewer_frames(page):
    page.draw(busy=40)
    for close in range(101, 151):
        page.trade(close)
        page.tick()
        page.draw(busy=40)

    assert 8 <= len(page.frames) <= 14


@pytest.mark.parametrize(
    ("busy", "wait"), [(0, 16), (8, 16), (20, 40), (1000, 250), (float("inf"), 250)]
)
def test_the_pace_lies_between_the_tick_and_a_quarter_second(busy, wait):
    assert pace(16, busy) == wait


def test_only_channels_that_exist_are_shown(page):
    page.show(99, -1, page.number, page.number)

    assert page.viewer.channels == (page.number,)


def test_older_bars_are_asked_for_what_is_shown_only(page):
    page.viewer.take({"older": page.number})
    page.viewer.take({"older": 99})
    page.viewer.take({"older": None})

    assert page.hub.older == ["005930"]


@pytest.mark.parametrize(
    "request_",
    [
        {"channels": 3},
        {"channels": [0], "known": {"x": [1, 2]}},
        {"channels": [0], "known": {"0": 5}},
        {"channels": [0], "known": [1]},
        {"ack": "many"},
        {"ack": float("inf")},
        {"ack": float("nan")},
        {"channels": [0], "known": {"0": [float("inf"), 0]}},
        {"busy": None},
        {"busy": {}},
    ],
)
def test_rubbish_is_refused(page, request_):
    with pytest.raises(ValueError, match="no message of a page"):
        page.viewer.take(request_)


@pytest.mark.parametrize("busy", [float("nan"), float("inf"), -1, 0, 1e308])
def test_a_page_that_tells_nonsense_of_its_work_is_served_on(page, busy):
    for price in (101, 102, 103):
        page.trade(price)
        page.draw(busy)
        page.tick(20)

    assert [frame.live[0]["close"] for frame in page.frames[1:]] == [101, 102, 103]
