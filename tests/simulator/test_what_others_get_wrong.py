"""Protocol note, section 10: each sentence that concerns a server, by its number."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from kiwoom.hours import KST
from kiwoom.simulator import Simulator
from kiwoom.simulator.chart_rows import DAILY_KEYS, daily_page, minute_page
from kiwoom.simulator.market import Market
from kiwoom.simulator.quote_rows import watch_row
from kiwoom.simulator.sessions import PING_FRAME, Session
from kiwoom.simulator.trade_rows import TradeDay, trade_values
from tests.simulator.strangers import Stranger, receive, send, until

DAY = date(2026, 9, 18)
NOW = datetime(2026, 9, 18, 10, 35, 19, tzinfo=KST)

Build = Callable[..., Market]


@pytest.fixture
def market(market_at: Build) -> Market:
    market = market_at("10:35:19", rate=50)
    market.advance(NOW)
    return market


async def test_1_a_dead_token_is_no_http_error(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        stranger.token = "dead"
        reply = await stranger.ask("ka10001", stk_cd="005930")

    assert (reply.status_code, reply.json()["return_code"]) == (200, 3)


async def test_2_continuation_is_in_headers_never_in_the_body(
    simulator: Simulator,
) -> None:
    async with Stranger(simulator) as stranger:
        reply = await stranger.minutes("005930")

    assert reply.headers["cont-yn"] == "Y"
    assert not {"cont-yn", "next-key", "cont_yn", "next_key"} & set(reply.json())


def test_3_signs_are_per_field_not_per_row(market: Market) -> None:
    rows = minute_page(market, 0, 60, DAY, "").rows

    keys = ("cur_prc", "open_pric", "high_pric", "low_pric")
    signs = {
        "".join(row[key][0] for key in keys if row[key][0] in "+-") for row in rows
    }
    assert any("+" in sign and "-" in sign for sign in signs)


def test_4_arrays_are_newest_first(market: Market) -> None:
    minutes = [row["cntr_tm"] for row in minute_page(market, 0, 5, DAY, "").rows]
    days = [row["dt"] for row in daily_page(market, 0, DAY, "").rows]

    assert minutes == sorted(minutes, reverse=True)
    assert days == sorted(days, reverse=True)


def test_5_bars_are_labelled_by_their_start_and_none_is_empty(market: Market) -> None:
    quiet = market.places["003960"]
    rows = minute_page(market, quiet, 1, DAY, "").rows

    assert all(int(row["trde_qty"]) > 0 for row in rows)
    clocks = {row["cntr_tm"][8:12] for row in rows}
    assert not {f"15{minute}" for minute in range(20, 30)} & clocks
    busy = minute_page(market, 0, 1, DAY, "").rows
    assert busy[0]["cntr_tm"] == "20260918103500"


async def test_6_a_registration_with_the_login_is_dropped(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        socket = await stranger.open()
        data = [{"item": ["005930"], "type": ["0B"]}]
        await send(socket, trnm="LOGIN", token=stranger.token)
        await send(socket, trnm="REG", grp_no="1", refresh="1", data=data)
        replies = [await receive(socket), await receive(socket)]

    assert [reply["return_code"] for reply in replies] == [100013, 0]


def test_7_only_the_same_frame_answers_a_ping() -> None:
    session = Session(is_logged_in=True, missed_pings=2)

    session.receive('{"trnm":"PONG"}', 0.0)
    after_another = session.missed_pings
    session.receive(PING_FRAME.decode(), 0.0)

    assert after_another == 2
    assert session.missed_pings == 0


def rows_of_a_minute(market: Market) -> list[dict[str, str]]:
    day = TradeDay(market.tapes[0].bar.base, market.tapes[0].limits, 10**9, 9, 9, 9)
    news = market.advance(market.now + timedelta(seconds=60))
    return [v for n in news if n.index == 0 for v in trade_values(n.prints, day)]


def test_8_numeric_fields_are_strings(market: Market) -> None:
    for values in rows_of_a_minute(market):
        assert all(isinstance(text, str) for text in values.values())
        json.dumps(values)


async def test_9_requests_have_a_bucket_each(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        first = [await stranger.ask("ka10100", stk_cd="005930") for _ in range(5)]
        other = await stranger.ask("ka10001", stk_cd="005930")

    assert {reply.status_code for reply in [*first, other]} == {200}


async def test_10_a_token_has_an_end_and_no_other_names(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        reply = await stranger.issue(appkey="another")

    assert set(reply.json()) == {
        "expires_dt",
        "token",
        "token_type",
        "return_code",
        "return_msg",
    }
    assert re.fullmatch(r"\d{14}", reply.json()["expires_dt"])


async def test_11_a_second_token_kills_the_first_and_a_second_login_the_other(
    simulator: Simulator,
) -> None:
    async with Stranger(simulator) as first:
        socket = await first.login()
        second = Stranger(simulator)
        # Tokens are a second apart.
        while (reply := await second.issue()).status_code == 429:
            pass
        second.token = reply.json()["token"]
        await second.login()
        notice = await until(socket, lambda message: message["trnm"] == "SYSTEM")
        await socket.wait_closed()
        refused = await first.ask("ka10001", stk_cd="005930")
        await second.__aexit__()

    assert notice["code"] == "R10001"
    assert socket.close_code == 1000
    assert "[8005:" in refused.json()["return_msg"]


@pytest.mark.parametrize(
    ("api_id", "name"),
    [
        ("ka10082", "stk_stk_pole_chart_qry"),
        ("ka10083", "stk_mth_pole_chart_qry"),
        ("ka10094", "stk_yr_pole_chart_qry"),
    ],
)
async def test_12_long_charts_have_their_odd_names(
    simulator: Simulator, api_id: str, name: str
) -> None:
    body = {"stk_cd": "005930", "base_dt": "20260918", "upd_stkpc_tp": "1"}
    async with Stranger(simulator) as stranger:
        reply = (await stranger.ask(api_id, **body)).json()

    assert list(reply) == ["stk_cd", name, "return_code", "return_msg"]
    daily = list(DAILY_KEYS)
    assert list(reply[name][0]) == (daily[:7] if api_id == "ka10094" else daily)


def test_13_values_have_their_own_units(market: Market) -> None:
    value = market.tapes[0].totals.value
    watch = watch_row(market, 0)
    daily = daily_page(market, 0, DAY, "").rows[0]

    assert watch["trde_prica"] == daily["trde_prica"]
    assert abs(int(watch["trde_prica"]) * 10**6 - value) <= 500_000


async def test_14_an_empty_base_date_is_missing(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        reply = await stranger.ask(
            "ka10081", stk_cd="005930", base_dt="", upd_stkpc_tp="1"
        )

    assert "[1511:" in reply.json()["return_msg"]


@pytest.mark.parametrize("between", [",", ";", " "])
async def test_15_only_a_pipe_joins_the_codes_of_a_watch_list(
    simulator: Simulator, between: str
) -> None:
    codes = between.join(["005930", "000660"])
    async with Stranger(simulator) as stranger:
        wrong = (await stranger.ask("ka10095", stk_cd=codes)).json()
        right = (await stranger.ask("ka10095", stk_cd="005930|000660")).json()

    assert [row["stk_cd"] for row in wrong["atn_stk_infr"]] == [""]
    assert [row["stk_cd"] for row in right["atn_stk_infr"]] == ["005930", "000660"]


async def test_15_a_hundred_and_one_codes_are_too_many(simulator: Simulator) -> None:
    async with Stranger(simulator) as stranger:
        reply = await stranger.ask("ka10095", stk_cd="|".join(["005930"] * 101))

    assert reply.json()["return_code"] == 5
    assert "[1634:" in reply.json()["return_msg"]


def test_16_clock_texts_have_no_date(market: Market) -> None:
    row = watch_row(market, 0)

    assert re.fullmatch(r"\d{6}", row["cntr_tm"])
    assert row["dt"] == "20260918"


def test_17_some_trades_lie_between_two_steps(market: Market) -> None:
    prices = {abs(int(values["10"])) for values in rows_of_a_minute(market)}

    assert any(price % 100 for price in prices)


def test_18_the_simulator_is_not_too_clean(market: Market) -> None:
    rows = rows_of_a_minute(market)

    assert any(values["1315"] == " 0" for values in rows)
    assert "" in watch_row(market, 0).values()
    unknown = dict.fromkeys(DAILY_KEYS, "")
    assert daily_page(market, 0, date(1999, 1, 4), "").rows == [unknown]
