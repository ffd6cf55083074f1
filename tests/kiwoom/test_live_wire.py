"""Live rows of every type, in Kiwoom's formats, mean what the models say."""

from typing import Any

import pytest

from kiwoom import (
    BestQuote,
    Brokers,
    BrokerVolume,
    ExpectedMatch,
    IndexBreadth,
    IndexTick,
    Indication,
    Interruption,
    InterruptionKind,
    LiveKind,
    OffHoursBook,
    ProgramTrading,
    StockInfo,
)
from kiwoom.live_wire import READERS, WIRE_TYPES
from kiwoom.outlets import KINDS
from kiwoom.protocol import KiwoomProtocol
from tests.kiwoom.samples import DAY, at, real_frame

FIRM = {"code": "00050", "name": "우  리", "size": "23100", "change": "+1200"}


def broker_values() -> dict[str, str]:
    """Return the fields of a 0F row: two sellers, one buyer, blanks for the rest."""
    values: dict[str, str] = {}
    for rank in range(1, 6):
        seller = rank <= 2
        buyer = rank == 1
        values |= {
            f"{140 + rank}": "우  리" if seller else "",
            f"{160 + rank}": "-23100" if seller else "0",
            f"{165 + rank}": "-1200" if seller else "+0",
            f"{145 + rank}": "00050" if seller else "",
            f"{270 + rank}": "!!!!" if rank == 1 else "DGDB",
            f"{150 + rank}": "모간서울" if buyer else "",
            f"{170 + rank}": "+51002" if buyer else "0",
            f"{175 + rank}": "310" if buyer else "",
            f"{155 + rank}": "00036" if buyer else "",
            f"{280 + rank}": "DHDB" if buyer else "!!!!",
        }
    sums = {"261": "-40000", "262": "0", "263": "+51002", "264": "+310"}
    return values | sums | {"267": "+11002", "268": "+310", "337": "KRX"}


INDEX = {"20": "101502", "10": "-2751.33", "11": "-12.40", "12": "-0.45"}

ROWS: list[tuple[str, str, dict[str, str], object]] = [
    (
        "0H",
        "005930",
        {
            "20": "085612",
            "10": "+70500",
            "11": "+500",
            "12": "+0.71",
            "15": "-40210",
            "13": "0",
            "25": "2",
        },
        ExpectedMatch("005930", at("08:56:12"), 70_500, 500, 0.71, 40_210, 0),
    ),
    (
        "1h",
        "003960",
        {
            "9001": "003960",
            "302": "사조대림 ",
            "13": "1077818",
            "14": "4201",
            "9068": "1",
            "9008": "101",
            "9075": "1",
            "1221": "4125",
            "1223": "111454",
            "1224": "000000",
            "1225": "정적",
            "1236": "3750",
            "1237": "0",
            "1238": "+10.00",
            "1239": "0.00",
            "1489": "+10.00",
            "1490": "1",
            "9069": "1",
            "1279": "+정적",
        },
        Interruption(
            "003960",
            "사조대림",
            InterruptionKind.STATIC,
            True,
            4_125,
            3_750,
            0,
            10.0,
            0.0,
            at("11:14:54"),
            None,
            1,
        ),
    ),
    (
        "0A",
        "005930",
        {
            "10": " 67300",
            "11": "0",
            "12": "0.00",
            "27": "+67400",
            "28": " 67300",
            "13": "0",
            "14": "0",
            "16": "0",
            "17": "0",
            "18": "0",
            "25": "3",
            "26": "-100",
            "29": "-7",
            "30": "0.00",
            "31": "0.00",
            "32": "0",
            "311": "4017",
            "567": "000000",
        },
        Indication("005930", 67_300, 0, 0.0, 67_400, 67_300, 0, 0, 0, 0, 0),
    ),
    (
        "0C",
        "005930",
        {"27": "-71300", "28": "-71200"},
        BestQuote("005930", 71_300, 71_200),
    ),
    (
        "0E",
        "005930",
        {"21": "083412", "131": "23000", "132": "+100", "135": "901", "136": "-9"},
        OffHoursBook("005930", at("08:34:12"), 23_000, 100, 901, -9),
    ),
    (
        "0F",
        "005930",
        broker_values(),
        Brokers(
            "005930",
            (
                BrokerVolume("00050", "우리", 23_100, -1_200, is_foreign=False),
                BrokerVolume("00050", "우리", 23_100, -1_200, is_foreign=True),
            ),
            (BrokerVolume("00036", "모간서울", 51_002, 310, is_foreign=True),),
            40_000,
            51_002,
            11_002,
        ),
    ),
    (
        "0J",
        "001",
        {
            **INDEX,
            "15": "2800",
            "13": "725277",
            "14": "60711859",
            "16": "-2760.04",
            "17": "+2764.28",
            "18": "-2749.13",
            "25": "5",
            "26": "-1482363",
        },
        IndexTick(
            "001",
            at("10:15:02"),
            2_751.33,
            -12.4,
            -0.45,
            2_800_000,
            725_277_000,
            60_711_859_000_000,
            2_760.04,
            2_764.28,
            2_749.13,
        ),
    ),
    (
        "0U",
        "001",
        {
            **INDEX,
            "252": "210",
            "251": "2",
            "253": "61",
            "255": "655",
            "254": "0",
            "13": "725277",
            "14": "60711859",
            "256": "926",
            "257": "98.10",
        },
        IndexBreadth(
            "001",
            at("10:15:02"),
            2_751.33,
            -12.4,
            -0.45,
            210,
            2,
            61,
            655,
            0,
            926,
            98.1,
            725_277_000,
            60_711_859_000_000,
        ),
    ),
    (
        "0g",
        "005930",
        {
            "297": "동정적VI",
            "592": "",
            "593": "",
            "305": "+93600",
            "306": "-50400",
            "307": "72000",
            "689": "",
            "594": "",
            "382": "",
        },
        StockInfo("005930", "동정적VI", 93_600, 50_400, 72_000),
    ),
    (
        "0w",
        "005930",
        {
            "20": "101502",
            "10": "-71200",
            "25": "5",
            "11": "-800",
            "12": "-1.11",
            "13": "1204525",
            "202": "90100",
            "204": "6415",
            "206": "120300",
            "208": "8569",
            "210": "+30200",
            "212": "+2154",
            "213": "+11",
            "211": "+160",
        },
        ProgramTrading(
            "005930",
            at("10:15:02"),
            71_200,
            -800,
            -1.11,
            1_204_525,
            90_100,
            6_415_000_000,
            120_300,
            8_569_000_000,
            30_200,
            160,
            2_154_000_000,
            11_000_000,
        ),
    ),
]

TYPES = [kind for kind, *_ in ROWS]


def row(kind: str, item: str, values: dict[str, str]) -> dict[str, Any]:
    return {"values": values, "type": kind, "name": "실시간", "item": item}


@pytest.mark.parametrize(("kind", "item", "values", "model"), ROWS, ids=TYPES)
def test_a_row_is_read(
    kind: str, item: str, values: dict[str, str], model: object
) -> None:
    protocol = KiwoomProtocol(DAY)

    events = protocol.receive(real_frame(row(kind, item, values)))

    assert events == [model]
    assert protocol.dropped_rows == 0


@pytest.mark.parametrize(("kind", "item", "values", "model"), ROWS, ids=TYPES)
def test_a_row_that_lacks_a_field_costs_only_itself(
    kind: str, item: str, values: dict[str, str], model: object
) -> None:
    broken = dict(values)
    del broken["28" if kind == "0C" else next(iter(values))]
    if kind == "1h":
        del broken["1221"]
    protocol = KiwoomProtocol(DAY)

    frame = real_frame(row(kind, item, broken), row(kind, item, values))
    events = protocol.receive(frame)

    assert events == [model]
    assert protocol.dropped_rows == 1


def test_an_interruption_that_is_over_says_when() -> None:
    _, item, values, _ = ROWS[1]
    over = values | {"1224": "111703", "9068": "3", "9069": "2"}

    [event] = KiwoomProtocol(DAY).receive(real_frame(row("1h", item, over)))

    assert isinstance(event, Interruption)
    assert event.released == at("11:17:03")
    assert (event.kind, event.is_upward) == (InterruptionKind.BOTH, False)


def test_every_kind_has_a_name_on_the_wire_a_reader_and_a_model() -> None:
    assert set(WIRE_TYPES) == set(LiveKind) == set(KINDS.values())
    assert set(READERS) == set(WIRE_TYPES.values())
