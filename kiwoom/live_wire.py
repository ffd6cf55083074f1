"""Live rows of all types: their names on the wire, and the way to our models.

Fields are named by numbers (FID); their lists and units are in protocol note 5.1-5.3.
A reader raises ``KeyError``, ``ValueError`` or ``TypeError`` for a row that is none of
its type.
"""

from collections.abc import Callable
from datetime import datetime

from kiwoom.enums import InterruptionKind, LiveKind
from kiwoom.feed import MarketEvent
from kiwoom.live_models import (
    BestQuote,
    Brokers,
    BrokerVolume,
    ExpectedMatch,
    IndexBreadth,
    IndexTick,
    Indication,
    Interruption,
    OffHoursBook,
    ProgramTrading,
    StockInfo,
)
from kiwoom.screen_models import ScreenChange
from kiwoom.screens import screen_symbol
from kiwoom.texts import DayTimes, decimal, price, signed
from kiwoom.wire import Row, read_book, read_signal, read_trade

WIRE_TYPES = {
    LiveKind.TRADE: "0B",
    LiveKind.BOOK: "0D",
    LiveKind.SESSION: "0s",
    LiveKind.INTERRUPTION: "1h",
    LiveKind.EXPECTED: "0H",
    LiveKind.INDICATION: "0A",
    LiveKind.BEST_QUOTE: "0C",
    LiveKind.OFF_HOURS: "0E",
    LiveKind.BROKERS: "0F",
    LiveKind.INDEX: "0J",
    LiveKind.BREADTH: "0U",
    LiveKind.STOCK_INFO: "0g",
    LiveKind.PROGRAM: "0w",
    LiveKind.SCREEN: "02",
}

_THOUSAND, _MILLION = 1_000, 1_000_000
_RANKS = range(1, 6)
# The colour of a firm's name; others than these mark foreign houses.
_DOMESTIC = frozenset({"", "!!!!"})
_NOT_RELEASED = "000000"
_ENTERED = "I"
_KINDS = {
    "1": InterruptionKind.STATIC,
    "2": InterruptionKind.DYNAMIC,
    "3": InterruptionKind.BOTH,
}


def _read_expected(symbol: str, row: Row, times: DayTimes) -> ExpectedMatch:
    match = ExpectedMatch(
        symbol,
        times.at(row["20"]),
        price(row["10"]),
        signed(row["11"]),
        decimal(row["12"]),
        abs(signed(row["15"])),
        signed(row["13"]),
    )
    if not match.price:
        raise ValueError("an expected match has a price")
    return match


def _read_interruption(symbol: str, row: Row, times: DayTimes) -> Interruption:
    return Interruption(
        symbol or row["9001"],
        row["302"].strip(),
        _KINDS[row["9068"]],
        row["9069"] == "1",
        price(row["1221"]),
        price(row["1236"]),
        price(row["1237"]),
        decimal(row["1238"]),
        decimal(row["1239"]),
        times.at(row["1223"]),
        _release(row["1224"], times),
        signed(row["1490"]),
    )


def _release(clock: str, times: DayTimes) -> datetime | None:
    return None if clock == _NOT_RELEASED else times.at(clock)


def _read_indication(symbol: str, row: Row, _times: DayTimes) -> Indication:
    return Indication(
        symbol,
        price(row["10"]),
        signed(row["11"]),
        decimal(row["12"]),
        price(row["27"]),
        price(row["28"]),
        price(row["16"]),
        price(row["17"]),
        price(row["18"]),
        signed(row["13"]),
        signed(row["14"]) * _MILLION,
    )


def _read_best_quote(symbol: str, row: Row, _times: DayTimes) -> BestQuote:
    return BestQuote(symbol, price(row["27"]), price(row["28"]))


def _read_off_hours(symbol: str, row: Row, times: DayTimes) -> OffHoursBook:
    return OffHoursBook(
        symbol,
        times.at(row["21"]),
        signed(row["131"]),
        signed(row["132"]),
        signed(row["135"]),
        signed(row["136"]),
    )


def _read_brokers(symbol: str, row: Row, _times: DayTimes) -> Brokers:
    return Brokers(
        symbol,
        _firms(row, name=140, size=160, change=165, code=145, colour=270),
        _firms(row, name=150, size=170, change=175, code=155, colour=280),
        abs(signed(row["261"])),
        abs(signed(row["263"])),
        signed(row["267"]),
    )


def _firms(
    row: Row, *, name: int, size: int, change: int, code: int, colour: int
) -> tuple[BrokerVolume, ...]:
    # Each number is that of the field before the first rank's.
    firms = (
        BrokerVolume(
            code=row[f"{code + rank}"].strip(),
            name="".join(row[f"{name + rank}"].split()),
            size=abs(signed(row[f"{size + rank}"])),
            change=signed(row[f"{change + rank}"]),
            is_foreign=row[f"{colour + rank}"].strip() not in _DOMESTIC,
        )
        for rank in _RANKS
    )
    return tuple(firm for firm in firms if firm.name)


def _read_index(code: str, row: Row, times: DayTimes) -> IndexTick:
    return IndexTick(
        code,
        times.at(row["20"]),
        abs(decimal(row["10"])),
        decimal(row["11"]),
        decimal(row["12"]),
        abs(signed(row["15"])) * _THOUSAND,
        signed(row["13"]) * _THOUSAND,
        signed(row["14"]) * _MILLION,
        abs(decimal(row["16"])),
        abs(decimal(row["17"])),
        abs(decimal(row["18"])),
    )


def _read_breadth(code: str, row: Row, times: DayTimes) -> IndexBreadth:
    return IndexBreadth(
        code,
        times.at(row["20"]),
        abs(decimal(row["10"])),
        decimal(row["11"]),
        decimal(row["12"]),
        signed(row["252"]),
        signed(row["251"]),
        signed(row["253"]),
        signed(row["255"]),
        signed(row["254"]),
        signed(row["256"]),
        decimal(row["257"]),
        signed(row["13"]) * _THOUSAND,
        signed(row["14"]) * _MILLION,
    )


def _read_stock_info(symbol: str, row: Row, _times: DayTimes) -> StockInfo:
    return StockInfo(
        symbol,
        row["297"].strip(),
        price(row["305"]),
        price(row["306"]),
        price(row["307"]),
    )


def _read_program(symbol: str, row: Row, times: DayTimes) -> ProgramTrading:
    return ProgramTrading(
        symbol,
        times.at(row["20"]),
        price(row["10"]),
        signed(row["11"]),
        decimal(row["12"]),
        signed(row["13"]),
        abs(signed(row["202"])),
        abs(signed(row["204"])) * _MILLION,
        abs(signed(row["206"])),
        abs(signed(row["208"])) * _MILLION,
        signed(row["210"]),
        signed(row["211"]),
        signed(row["212"]) * _MILLION,
        signed(row["213"]) * _MILLION,
    )


def _read_screen_change(_item: str, row: Row, times: DayTimes) -> ScreenChange:
    return ScreenChange(
        row["841"].strip(),
        screen_symbol(row["9001"].strip()),
        row["843"] == _ENTERED,
        times.at(row["20"]),
    )


Reader = Callable[[str, Row, DayTimes], MarketEvent]
_READERS: dict[LiveKind, Reader] = {
    LiveKind.TRADE: read_trade,
    LiveKind.BOOK: read_book,
    LiveKind.SESSION: read_signal,
    LiveKind.INTERRUPTION: _read_interruption,
    LiveKind.EXPECTED: _read_expected,
    LiveKind.INDICATION: _read_indication,
    LiveKind.BEST_QUOTE: _read_best_quote,
    LiveKind.OFF_HOURS: _read_off_hours,
    LiveKind.BROKERS: _read_brokers,
    LiveKind.INDEX: _read_index,
    LiveKind.BREADTH: _read_breadth,
    LiveKind.STOCK_INFO: _read_stock_info,
    LiveKind.PROGRAM: _read_program,
    LiveKind.SCREEN: _read_screen_change,
}
READERS = {WIRE_TYPES[kind]: reader for kind, reader in _READERS.items()}
