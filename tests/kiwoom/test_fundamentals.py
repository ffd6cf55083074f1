"""A company's figures come in the units that recorded replies have."""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from kiwoom import Client, ProtocolError, Simulator, UnknownSymbol
from kiwoom.stock_wire import read_fundamentals
from tests.kiwoom.samples import DAY, at
from tests.kiwoom.scripted_http import serving

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"
REPLY = {
    "stk_cd": "005930",
    "stk_nm": "삼성전자",
    "fav": "100",
    "cap": "7780",
    "flo_stk": "5846279",
    "mac": "4120500",
    "for_exh_rt": "+50.10",
    "per": "12.30",
    "eps": "5730",
    "roe": "9.8",
    "pbr": "1.10",
    "bps": "63900",
    "sale_amt": "3336059",
    "bus_pro": "436011",
    "cup_nga": "-2068",
    "250hgst": "+88800",
    "250lwst": "-49900",
    "250hgst_pric_dt": "20260619",
    "250lwst_pric_dt": "20251109",
    "base_pric": "70000",
    "cur_prc": "-69400",
    "dstr_stk": "4400068",
    "a key of tomorrow": "x",
}


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with (
        Simulator(date=DAY, start="10:00") as simulator,
        Client(simulator.server) as client,
    ):
        yield client


def test_units_are_won_shares_and_percent() -> None:
    found = read_fundamentals(REPLY)

    assert found is not None
    assert (found.price, found.base_price) == (69_400, 70_000)
    assert found.market_value == 412_050_000_000_000
    assert found.listed_shares == 5_846_279_000
    assert found.net_income == -206_800_000_000
    assert found.foreign_rate == 50.1
    assert found.high_250 is not None
    assert found.high_250.price == 88_800
    assert found.high_250.day == at("00:00:00", date(2026, 6, 19))


def test_what_the_broker_does_not_say_is_none() -> None:
    found = read_fundamentals(
        REPLY | {"per": "", "sale_amt": " ", "250lwst_pric_dt": ""}
    )

    assert found is not None
    assert (found.per, found.revenue, found.low_250) == (None, None, None)


def test_the_blank_reply_of_an_unknown_code_is_no_company() -> None:
    assert read_fundamentals(dict.fromkeys(REPLY, "")) is None


@pytest.mark.parametrize(
    "path", sorted(RECORDED.glob("ka10001_*.json")), ids=lambda path: path.name
)
def test_a_recorded_reply_makes_sense(path: Path) -> None:
    found = read_fundamentals(json.loads(path.read_text("utf-8")))

    assert found is not None
    # Value, price and shares were recorded at once: they fit to the rounding.
    product = found.price * found.listed_shares
    assert abs(found.market_value - product) / product < 0.001
    assert found.low_250 is not None
    assert found.high_250 is not None
    assert found.low_250.price < found.price < found.high_250.price


async def test_the_simulator_answers_in_the_same_units(client: Client) -> None:
    found = await client.fundamentals("005930")
    summary = await client.summary("005930")

    assert found.name == summary.name
    assert found.base_price == summary.base_price
    product = found.price * found.listed_shares
    assert abs(found.market_value - product) / product < 0.001
    assert found.per is None


async def test_an_unknown_symbol_is_said(client: Client) -> None:
    with pytest.raises(UnknownSymbol):
        await client.fundamentals("999999")


async def test_a_reply_that_cannot_be_read_is_said() -> None:
    broken = REPLY | {"cur_prc": "a lot"}
    async with serving(lambda _: (broken, {})) as server, Client(server) as client:
        with pytest.raises(ProtocolError):
            await client.fundamentals("005930")
