"""A gateway's messages become the same events that the broker's socket gives."""

import json

import orjson
import pytest

from kiwoom import (
    Candle,
    ExpectedMatch,
    FeedState,
    OrderBook,
    ProtocolError,
    SessionSignal,
    Trade,
)
from kiwoom.enums import MarketPhase
from kiwoom.feed import (
    AccessRefused,
    Connected,
    Disconnected,
    Heard,
    Silent,
    TakenOver,
    Watching,
    WatchRefused,
)
from kiwoom.gateway_wire import GatewayReader, read_model
from kiwoom.models import Level
from tests.kiwoom.samples import at, make_interruption, make_trade

BOOK = OrderBook("005930", at("10:00:00"), (Level(101, 5),), (Level(100, 7),), 5, 7)
ROWS = [
    ("trade", make_trade("10:00:00", 70_000, 3, 10)),
    ("orderbook", BOOK),
    ("expected", ExpectedMatch("005930", at("08:59:00"), 70_000, 0, 0.0, 100, 0)),
    ("session", SessionSignal("3", at("09:00:00"), MarketPhase.CONTINUOUS, 0)),
    ("interruption", make_interruption("005930")),
]


def message(kind: str, **fields: object) -> dict[str, object]:
    return {"type": kind, "seq": 1, **fields}


def line(state: FeedState, reason: str = "") -> dict[str, object]:
    return message("state", symbol=None, state=state, reason=reason)


def symbol(code: str, state: FeedState) -> dict[str, object]:
    return message("state", symbol=code, state=state, reason="")


@pytest.mark.parametrize(("kind", "row"), ROWS, ids=[kind for kind, _ in ROWS])
def test_a_row_comes_back_as_it_was_sent(kind: str, row: object) -> None:
    told = json.loads(orjson.dumps(row)) | message(kind)

    assert GatewayReader().read(told) == [row]


def test_times_are_in_the_library_s_own_zone() -> None:
    told = json.loads(orjson.dumps(make_trade("10:00:00", 70_000, 3, 10)))

    trade = read_model(Trade, told)
    assert trade.time.tzinfo is at("10:00:00").tzinfo


@pytest.mark.parametrize(
    "data", [None, [], {}, {"time": "x"}, {"time": "2026-01-01T00:00:00+09:00"}]
)
def test_what_is_no_candle_is_an_error(data: object) -> None:
    with pytest.raises(ProtocolError):
        read_model(Candle, data)


def test_the_line_to_the_broker_is_told_as_if_it_were_our_own() -> None:
    reader = GatewayReader()

    assert reader.read(line(FeedState.CATCHING_UP)) == [Connected()]
    assert reader.read(line(FeedState.LIVE)) == []
    assert reader.read(line(FeedState.STALE, "조용함")) == [Silent("조용함")]
    assert reader.read(line(FeedState.LIVE)) == [Heard()]
    assert reader.read(line(FeedState.RECONNECTING, "끊김")) == [Disconnected("끊김")]
    assert reader.read(line(FeedState.TAKEN_OVER)) == [TakenOver()]
    assert reader.read(line(FeedState.REFUSED, "키")) == [AccessRefused("키")]
    assert reader.read(line(FeedState.LIVE)) == [Connected()]


def test_a_symbol_is_watched_once_its_trades_arrive_and_again_after_a_break() -> None:
    reader = GatewayReader()
    reader.read(line(FeedState.LIVE))

    assert reader.read(symbol("005930", FeedState.CATCHING_UP)) == []
    assert reader.read(symbol("005930", FeedState.LIVE)) == [Watching(("005930",))]
    assert reader.read(symbol("005930", FeedState.CLOSED)) == []
    reader.read(symbol("005930", FeedState.CATCHING_UP))
    assert reader.read(symbol("005930", FeedState.LIVE)) == [Watching(("005930",))]


def test_a_gap_makes_everything_be_read_anew() -> None:
    reader = GatewayReader()
    reader.read(line(FeedState.LIVE))
    reader.read(symbol("005930", FeedState.LIVE))

    lost, again, watching = reader.read(message("gap", dropped=3))
    assert isinstance(lost, Disconnected)
    assert (again, watching) == (Connected(), Watching(("005930",)))


def test_unknown_symbols_and_refused_ones_are_refused() -> None:
    reader = GatewayReader()
    reader.read(line(FeedState.LIVE))

    error = message("error", code="unknown_symbol", detail="없음", symbols=["999999"])
    assert reader.read(error) == [WatchRefused(("999999",), "없음")]
    (refused,) = reader.read(symbol("000660", FeedState.REFUSED))
    assert isinstance(refused, WatchRefused)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"type": "trade"},
        {"type": "state", "symbol": None, "state": "what", "reason": ""},
        {"type": "snapshot"},
        {"type": "welcome"},
        {"type": "trade", "symbol": 5, "price": "x"},
    ],
)
def test_rubbish_is_counted_and_tells_nothing(told: dict[str, object]) -> None:
    reader = GatewayReader()

    assert reader.read(told) == []
    assert reader.unreadable == 1
