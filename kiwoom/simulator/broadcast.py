"""From new trades, books and notices to frames for whoever registered them."""

from collections import defaultdict
from collections.abc import Iterable

import orjson

from kiwoom.enums import Venue
from kiwoom.simulator.book import Book
from kiwoom.simulator.book_rows import book_values
from kiwoom.simulator.clock import Notice
from kiwoom.simulator.connections import Connection
from kiwoom.simulator.faults import Faults
from kiwoom.simulator.interruption_rows import Stop, stop_values, stops
from kiwoom.simulator.market import Market, News
from kiwoom.simulator.paced import PACED, PacedRows
from kiwoom.simulator.quotes import book_of
from kiwoom.simulator.screening import Screening
from kiwoom.simulator.sessions import Key
from kiwoom.simulator.text import clock
from kiwoom.simulator.trade_rows import TradeDay, trade_values
from kiwoom.venues import code_at

TRADE, BOOK, NOTICE, STOP, HIT = "0B", "0D", "0s", "1h", "02"
_NAMES = {
    TRADE: "주식체결",
    BOOK: "주식호가잔량",
    NOTICE: "장시작시간",
    STOP: "VI발동/해제",
    HIT: "조건검색",
}
_NAMES |= {kind: paced.name for kind, paced in PACED.items()}

# Books are thinned out to about this many a second and symbol (protocol note 4.5).
_BOOK_INTERVAL_S = 1 / 3.6
_ROWS_PER_FRAME = 50
# Each symbol is flushed on a grid of its own; a fifth of them share one.
SHARES = 5


class Broadcast:
    """Makes REAL frames (protocol note 4.5); formats only what somebody registered.

    Parameters
    ----------
    market
        Where the news is from.
    screening
        Who meets the conditions that somebody follows.
    faults
        What becomes of rows and frames on a bad day.
    """

    def __init__(
        self, market: Market, screening: Screening, faults: Faults | None = None
    ) -> None:
        self._market = market
        self._faults = faults or Faults()
        self._books: dict[str, tuple[float, Book]] = {}
        self._rows: dict[Key, list[bytes]] = {}
        self._paced = PacedRows(market)
        self._screening = screening
        self._hits: dict[Connection, list[bytes]] = {}
        self._stops_told = {_state(stop) for stop in stops(market)}

    def collect(
        self,
        news: list[News],
        notices: list[Notice],
        connections: list[Connection],
        steady_s: float,
    ) -> None:
        """Format what is new for somebody; :meth:`send` sends it.

        Parameters
        ----------
        news, notices
            Trades, and notices of the exchange.
        connections
            Clients that are logged in.
        steady_s
            Seconds of a clock that only runs forward, for the pace of books.
        """
        wanted: set[Key] = set().union(*(c.session.wanted for c in connections))
        self._open_tapes(wanted)
        rows = self._notice_rows(notices) if (NOTICE, "") in wanted else {}
        self._rows = (
            rows
            | self._trade_rows(news, wanted)
            | self._book_rows(wanted, steady_s)
            | self._stop_rows(wanted)
            | {
                key: [_row(*key, values)]
                for key, values in self._paced.rows(wanted, steady_s).items()
            }
        )

        is_due = self._screening.is_due(steady_s)
        self._hits = self._screen(connections) if is_due else {}

    def _open_tapes(self, wanted: set[Key]) -> None:
        # Other venues trade from when somebody asks for them.
        for _, item in wanted:
            place = self._market.places.get(item)
            if place is not None:
                _ = self._market.tapes[place]

    def _screen(self, connections: list[Connection]) -> dict[Connection, list[bytes]]:
        return {
            connection: [
                _row(HIT, symbol, values)
                for symbol, values in self._screening.changes(connection.session)
            ]
            for connection in connections
        }

    def send(self, share: int, connections: list[Connection]) -> None:
        """Send each connection what was collected for it, of one share of the symbols.

        Notices go with the first share, so that they are ahead of all trades.
        """
        rows = [item for item in self._rows.items() if self._share(item[0]) == share]
        for connection in connections:
            mine = self._hits.get(connection, []) if share == 0 else []
            mine = mine + [
                row
                for key, fragments in rows
                if connection.session.wants(*key)
                for row in fragments
            ]
            for frame in self._frames(self._faults.rows(mine)):
                connection.send(frame)

    def _frames(self, rows: list[bytes]) -> Iterable[bytes]:
        for start in range(0, len(rows), _ROWS_PER_FRAME):
            damaged = self._faults.before_frame()
            if damaged is not None:
                yield damaged
            part = self._faults.turned(rows[start : start + _ROWS_PER_FRAME])
            yield b'{"data":[' + b",".join(part) + b'],"trnm":"REAL"}'

    def _share(self, key: Key) -> int:
        _, symbol = key
        return self._market.places.get(symbol, 0) % SHARES

    def _notice_rows(self, notices: list[Notice]) -> dict[Key, list[bytes]]:
        rows = [
            _row(
                NOTICE,
                "",
                {
                    "215": notice.code,
                    "20": f"{notice.time:%H%M%S}",
                    "214": clock(notice.remaining_s),
                },
            )
            for notice in notices
        ]
        return {(NOTICE, ""): rows}

    def _trade_rows(self, news: list[News], wanted: set[Key]) -> dict[Key, list[bytes]]:
        rows: dict[Key, list[bytes]] = defaultdict(list)
        for item in news:
            symbol = self._market.universe[item.index].symbol
            if (TRADE, symbol) in wanted:
                values = trade_values(item.prints, self._trade_day(item))
                rows[TRADE, symbol] += [_row(TRADE, symbol, row) for row in values]
        return rows

    def _book_rows(self, wanted: set[Key], steady_s: float) -> dict[Key, list[bytes]]:
        rows: dict[Key, list[bytes]] = {}
        for kind, symbol in wanted:
            index = self._market.places.get(symbol)
            if kind != BOOK or index is None:
                continue
            sent_s, before = self._books.get(symbol, (0.0, None))
            if steady_s - sent_s < _BOOK_INTERVAL_S:
                continue
            book = book_of(self._market, index)
            self._books[symbol] = steady_s, book
            if before is None or not book.has_levels_of(before):
                values = book_values(self._market, index, book, before or book)
                rows[BOOK, symbol] = [_row(BOOK, symbol, values)]
        return rows

    def _stop_rows(self, wanted: set[Key]) -> dict[Key, list[bytes]]:
        # An interruption is told when it begins and when it ends.
        rows: dict[Key, list[bytes]] = defaultdict(list)
        for stop in stops(self._market):
            if _state(stop) in self._stops_told:
                continue
            self._stops_told.add(_state(stop))
            values = stop_values(self._market, stop)
            # Told twice: for the exchange's code, and for both venues' (note 6.4).
            for venue in (Venue.KRX, Venue.UNIFIED):
                code = code_at(values["9001"], venue)
                row = _row(STOP, code, values | {"9001": code})
                for key in {(STOP, ""), (STOP, code)} & wanted:
                    rows[key].append(row)
        return rows

    def _trade_day(self, item: News) -> TradeDay:
        history = self._market.history
        yesterday = history.previous(item.day)
        start = int(item.prints.time[0])
        return TradeDay(
            base=history.bar(item.day, item.index).base,
            limits=self._market.limits(item.day, item.index),
            shares=self._market.universe[item.index].shares,
            yesterday_volume=history.bar(yesterday, item.index).total_volume,
            yesterday_value=history.value(yesterday, item.index),
            yesterday_so_far=self._market.volume_before(item.day, item.index, start),
        )


def _state(stop: Stop) -> tuple[object, ...]:
    return stop.place, stop.halt, stop.is_over


def _row(kind: str, item: str, values: dict[str, str]) -> bytes:
    row = {"values": values, "type": kind, "name": _NAMES[kind], "item": item}
    return orjson.dumps(row)
