"""Messages that are broken, and messages that are well-formed and absurd."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom import Interval, Trade, load_calendar
from kiwoom.market_state import MarketState
from kiwoom.protocol import KiwoomProtocol
from kiwoom.wire import (
    read_daily,
    read_instrument,
    read_minute,
    read_rows,
    read_summary,
)
from tests.kiwoom.samples import (
    DAY,
    TRADE_VALUES,
    make_candle,
    make_summary,
    real_frame,
    real_row,
)
from tests.kiwoom.test_protocol import LOGIN_OK

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def ready() -> KiwoomProtocol:
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")
    protocol.receive(LOGIN_OK)
    return protocol


@given(st.text() | st.binary())
def test_any_text_is_survived(text: str | bytes) -> None:
    ready().receive(text)


@given(JSON)
def test_any_json_is_survived(value: Any) -> None:
    protocol = ready()

    protocol.receive(json.dumps(value))
    protocol.receive(json.dumps({"trnm": "REAL", "data": value}))
    protocol.receive(json.dumps({"trnm": value, "return_code": value}))


@given(st.sampled_from(sorted(TRADE_VALUES)), JSON)
def test_any_value_in_a_field_spoils_at_most_its_row(fid: str, value: Any) -> None:
    protocol = ready()
    bad = real_row()
    bad["values"][fid] = value

    events = protocol.receive(real_frame(bad, real_row("000660")))

    assert isinstance(events[-1], Trade)
    assert events[-1].symbol == "000660"


@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_damaged_byte_is_survived(place: int, byte: int) -> None:
    frame = bytearray(real_frame(real_row(), real_row("000660")).encode())
    frame[place % len(frame)] = byte

    ready().receive(bytes(frame))


@pytest.mark.parametrize(
    "changes",
    [
        {"fid_10": "-999999999999"},
        {"fid_13": "9" * 5_000},
        {"fid_15": "+" + "9" * 30, "fid_13": "9" * 31},
        {"fid_228": "1e999"},
        {"fid_228": "nan"},
        {"fid_16": "0", "fid_17": "0", "fid_18": "0"},
        {"fid_20": "000000"},
        {"fid_20": "235959"},
    ],
    ids=str,
)
def test_absurd_trades_do_not_break_the_state(changes: dict[str, str]) -> None:
    protocol = ready()
    market = MarketState(load_calendar())
    watch = market.watch("005930")
    market.add_summaries([make_summary(volume=1_000)])
    for interval in (Interval.M1, Interval.D1):
        watch.fold(interval).adopt([make_candle("09:59:00", (1, 1, 1, 1), 1, 1_000)])

    for event in protocol.receive(real_frame(real_row(**changes), real_row())):
        assert isinstance(event, Trade)
        market.add_trade(event)

    assert watch.latest() is not None


@pytest.mark.parametrize(
    "read", [read_minute, read_daily, read_summary, read_instrument]
)
@pytest.mark.parametrize(
    "row", [None, 7, "row", [], {}, {"cntr_tm": "x", "dt": 3}], ids=repr
)
def test_a_bad_rest_row_costs_only_itself(read: Any, row: Any) -> None:
    assert read_rows(read, [row, row]) == ([], 2)
