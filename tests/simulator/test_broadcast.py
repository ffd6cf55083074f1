"""Frames are made only of what somebody registered, and go only there."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiwoom.hours import KST
from kiwoom.simulator.broadcast import SHARES, Broadcast
from kiwoom.simulator.clock import Notice
from kiwoom.simulator.market import Market, News
from kiwoom.simulator.screening import Screening
from kiwoom.simulator.sessions import Session

NOW = datetime(2026, 9, 18, 10, 0, tzinfo=KST)
TOTALS = ["121", "122", "125", "126", "23", "24", "128", "129", "138", "139"]


class Listener:
    """Somebody logged in whose frames are kept."""

    def __init__(self, *keys: tuple[str, str]) -> None:
        self.session = Session()
        self.session.accept()
        self.frames: list[dict[str, Any]] = []
        for n, (kind, item) in enumerate(keys):
            data = [{"item": [item], "type": [kind]}]
            message = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data}
            self.session.receive(json.dumps(message), float(n))

    def send(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row for frame in self.frames for row in frame["data"]]


@pytest.fixture
def market(market_at: Callable[..., Market]) -> Market:
    market = market_at("10:00:00", rate=100)
    market.advance(NOW)
    return market


def flush(
    market: Market, *listeners: Any, seconds: float = 2.0, notices: Any = ()
) -> Broadcast:
    broadcast = Broadcast(market, Screening(market))
    news = market.advance(market.now + timedelta(seconds=seconds))
    deliver(broadcast, news, list(notices), list(listeners), 1_000.0)
    return broadcast


def deliver(
    broadcast: Broadcast,
    news: list[News],
    notices: list[Notice],
    listeners: Any,
    steady_s: float,
) -> None:
    """Collect what is new, and send all shares of it."""
    broadcast.collect(news, notices, listeners, steady_s)
    for share in range(SHARES):
        broadcast.send(share, listeners)


def test_each_listener_gets_its_own_items(market: Market) -> None:
    one, two = Listener(("0B", "005930")), Listener(("0B", "000660"))

    flush(market, one, two)

    assert {row["item"] for row in one.rows} == {"005930"}
    assert {row["item"] for row in two.rows} == {"000660"}


def test_nothing_new_makes_no_frame(market: Market) -> None:
    listener = Listener(("0B", "005930"))

    flush(market, listener, seconds=0.0)

    assert listener.frames == []


def test_a_frame_holds_fifty_rows_at_most(market: Market) -> None:
    listener = Listener(("0B", "005930"), ("0B", "000660"))

    flush(market, listener, seconds=20.0)

    sizes = [len(frame["data"]) for frame in listener.frames]
    assert max(sizes) == 50
    assert len(sizes) > 1


def test_rows_of_a_symbol_stay_in_order(market: Market) -> None:
    listener = Listener(("0B", "005930"), ("0B", "000660"))

    flush(market, listener, seconds=20.0)

    volumes = [int(r["values"]["13"]) for r in listener.rows if r["item"] == "005930"]
    assert volumes == sorted(set(volumes))


def test_a_notice_has_no_item(market: Market) -> None:
    listener = Listener(("0s", ""))

    flush(market, listener, notices=[Notice("2", NOW, 600)])

    assert listener.frames == [
        {
            "data": [
                {
                    "values": {"215": "2", "20": "100000", "214": "001000"},
                    "type": "0s",
                    "name": "장시작시간",
                    "item": "",
                }
            ],
            "trnm": "REAL",
        }
    ]


def test_notices_go_only_where_they_are_wanted(market: Market) -> None:
    listener = Listener(("0B", "005930"))

    flush(market, listener, notices=[Notice("2", NOW, 600)])

    assert {row["type"] for row in listener.rows} == {"0B"}


def test_a_books_fields_are_in_the_manuals_order(market: Market) -> None:
    listener = Listener(("0D", "005930"))

    flush(market, listener)

    (row,) = listener.rows
    levels = [
        str(first + n) for n in range(1, 11) for first in (40, 60, 80, 50, 70, 90)
    ]
    keys = list(row["values"])
    assert row["name"] == "주식호가잔량"
    assert keys[:71] == ["21", *levels, *TOTALS]
    assert keys[71:79] == ["200", "201", "238", "291", "292", "293", "294", "295"]
    assert keys[79:81] == ["621", "631"]
    assert keys[99:103] == ["13", "299", "215", "216"]
    assert (keys[103], keys[-1]) == ("6044", "6115")


def test_an_unchanged_or_hasty_book_is_not_sent_again(market: Market) -> None:
    listener = Listener(("0D", "005930"))
    broadcast = flush(market, listener)

    deliver(broadcast, [], [], [listener], 1_000.1)
    deliver(broadcast, [], [], [listener], 1_001.0)

    assert len(listener.rows) == 1


def test_a_changed_book_tells_its_changes(market: Market) -> None:
    listener = Listener(("0D", "005930"))
    broadcast = flush(market, listener)

    market.advance(market.now + timedelta(seconds=5))
    deliver(broadcast, [], [], [listener], 1_001.0)

    before, after = (row["values"] for row in listener.rows)
    for total, change in (("121", "122"), ("125", "126")):
        assert int(after[total]) - int(before[total]) == int(after[change])


def test_a_book_empties_after_the_close(market_at: Callable[..., Market]) -> None:
    market = market_at("15:29:58")
    listener = Listener(("0D", "005930"))
    broadcast = flush(market, listener, seconds=1.0)

    market.advance(market.now + timedelta(seconds=10))
    deliver(broadcast, [], [], [listener], 1_001.0)

    values = listener.rows[-1]["values"]
    assert {values[str(n)] for n in range(41, 81)} == {"0"}
    assert (values["121"], values["125"], values["129"]) == ("0", "0", "0.00")


def test_unknown_items_are_silent(market: Market) -> None:
    listener = Listener(("0B", "garbage"), ("0D", "garbage"), ("0w", "005930"))

    flush(market, listener)

    assert listener.frames == []


def test_trades_after_the_close_carry_their_session(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("15:39:50")
    market.advance(market.now)
    listener = Listener(*(("0B", item.symbol) for item in market.universe[:5]))

    flush(market, listener, seconds=300.0)

    assert {row["values"]["290"] for row in listener.rows} == {"3"}


def test_trades_of_both_days_of_a_jump_have_their_own_base(
    market_at: Callable[..., Market],
) -> None:
    market = market_at("15:19:00", rate=5)
    market.advance(market.now)
    base = market.tapes[0].bar.base
    listener = Listener(("0B", "005930"))

    flush(market, listener, seconds=2 * 86_400 + 17.8 * 3_600)

    for row in listener.rows:
        values = row["values"]
        today = abs(int(values["10"])) - int(values["11"])
        is_friday = values["20"] >= "151900"
        assert (today == base) == is_friday
    assert {row["values"]["20"] >= "151900" for row in listener.rows} == {True, False}


def test_symbols_are_sent_in_shares_and_notices_go_first(market: Market) -> None:
    symbols = [instrument.symbol for instrument in market.universe[:SHARES]]
    listener = Listener(("0s", ""), *(("0B", symbol) for symbol in symbols))
    broadcast = Broadcast(market, Screening(market))
    news = market.advance(market.now + timedelta(seconds=20))
    broadcast.collect(news, [Notice("3", NOW, 0)], [listener], 1_000.0)

    sent = []
    for share in range(SHARES):
        listener.frames.clear()
        broadcast.send(share, [listener])
        sent.append({row["item"] for row in listener.rows})

    assert sent == [{"", symbols[0]}, *({symbol} for symbol in symbols[1:])]
