"""What most clients of Kiwoom get wrong, one test each (protocol note, section 10)."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import date

import httpx
import pytest

from kiwoom import (
    KST,
    ApiError,
    Candle,
    Client,
    Credentials,
    Interval,
    Period,
    Server,
    Simulator,
)
from kiwoom.candles import resample
from kiwoom.endpoints import (
    Reply,
    candles_request,
    read_reply,
    read_token,
    rows_of,
    watch_list_request,
)
from kiwoom.enums import LiveKind
from kiwoom.errors import AuthError, RateLimited
from kiwoom.protocol import KiwoomProtocol
from kiwoom.rest import RestClient
from kiwoom.texts import DayTimes, signed
from kiwoom.wire import read_daily, read_minute, read_trade
from tests.kiwoom.samples import DAY, TRADE_VALUES, at, real_frame, real_row

CHART = candles_request("005930", Interval.M1, date.min)
FINE = {"return_code": 0, "return_msg": "정상적으로 처리되었습니다"}
MINUTE = {
    "cur_prc": "-71200",
    "trde_qty": "10",
    "cntr_tm": "20260918091500",
    "open_pric": "+72100",
    "high_pric": "+72100",
    "low_pric": "-71200",
    "acc_trde_qty": "10",
}


@asynccontextmanager
async def simulated() -> AsyncIterator[tuple[Simulator, Client]]:
    async with (
        Simulator(date=DAY, start="10:00") as simulator,
        Client(simulator.server) as client,
    ):
        yield simulator, client


def reply(status: int = 200, **body: object) -> tuple[int, bytes]:
    return status, json.dumps(FINE | body).encode()


def test_01_a_dead_token_comes_as_http_200() -> None:
    status, body = reply(return_code=3, return_msg="인증에 실패했습니다[8005:Token]")

    with pytest.raises(AuthError) as raised:
        read_reply(CHART, status, {}, body)

    assert raised.value.code == 8005


def test_02_the_cursor_is_in_the_headers_not_in_the_body() -> None:
    status, body = reply(**{"cont-yn": "Y", "next-key": "body"})

    in_body = read_reply(CHART, status, {}, body).next_key
    in_headers = read_reply(
        CHART, status, httpx.Headers({"Cont-Yn": "Y", "Next-Key": "head"}), body
    ).next_key

    assert (in_body, in_headers) == ("", "head")


def test_03_the_sign_of_a_price_goes_and_the_sign_of_a_change_stays() -> None:
    trade = read_trade("005930", TRADE_VALUES, DayTimes(DAY))

    assert (trade.price, trade.change) == (71200, -800)


async def test_04_arrays_come_newest_first_and_leave_oldest_first() -> None:
    async with simulated() as (_, client):
        candles = await client.candle_list("005930", "1m", 30)

    assert [c.time for c in candles] == sorted(c.time for c in candles)


def test_05_a_bar_is_labelled_by_its_start() -> None:
    candle = read_minute(MINUTE)

    assert candle is not None
    assert candle.time == at("09:15:00")


def test_05_minutes_without_trades_are_not_invented() -> None:
    minutes = [Candle(at(f"09:{m:02}:00"), 1, 1, 1, 1, 1) for m in (0, 7)]

    assert len(resample(minutes, Interval.M1)) == 2


def test_06_registration_is_not_sent_together_with_the_login() -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.want({LiveKind.TRADE: ["005930"]})
    protocol.login("token")

    assert [json.loads(text)["trnm"] for text in protocol.to_send()] == ["LOGIN"]
    assert protocol.next_request(0) is None


def test_07_ping_is_answered_with_the_same_frame() -> None:
    protocol = KiwoomProtocol(DAY)

    protocol.receive('{"trnm":"PING"}')

    assert protocol.to_send() == ['{"trnm":"PING"}']


def test_08_a_frame_can_hold_several_rows_in_any_key_order() -> None:
    protocol = KiwoomProtocol(DAY)
    rows = [real_row(), dict(reversed(real_row("000660").items()))]

    assert len(protocol.receive(real_frame(*rows))) == 2


async def test_09_each_kind_of_call_has_a_limit_of_its_own() -> None:
    """Ten calls of two kinds need no waiting; a global limit would take a second."""

    def answer(request: httpx.Request) -> httpx.Response:
        token = {"token": "T", "expires_dt": "20991231000000"}
        return httpx.Response(200, json=FINE | token)

    rest = RestClient(
        Server.simulated("http://127.0.0.1:1"),
        Credentials("a", "b"),
        transport=httpx.MockTransport(answer),
    )
    for _ in range(5):
        await rest.call(CHART)
        await rest.call(watch_list_request(["005930"]))
    sent, waiting = rest.load()
    await rest.aclose()

    assert (sent, waiting) == (11, 0)


def test_09_a_refusal_for_speed_is_429_with_code_5() -> None:
    status, body = reply(429, return_code=5, return_msg="…[1700:허용된 …]")

    with pytest.raises(RateLimited):
        read_reply(CHART, status, {}, body)


def test_10_only_expires_dt_and_token_exist() -> None:
    body = {"token": "T", "expires_dt": "20260919093000", "token_type": "Bearer"}

    token = read_token(read_reply(CHART, 200, {}, reply(**body)[1]))

    assert token.text == "T"
    assert token.expires == at("09:30:00", date(2026, 9, 19))
    assert token.expires.tzinfo is KST


async def test_11_one_token_serves_calls_and_streams() -> None:
    async with simulated() as (simulator, client):
        await client.summary("005930")
        async with aclosing(client.feed().batches()) as batches:
            await anext(batches)
            await client.order_book("005930")

    assert simulator.requests.count("au10001") == 1


def test_12_weeks_are_in_a_list_that_is_called_stk_twice() -> None:
    weeks = candles_request("005930", Period.WEEK, DAY)
    reply = Reply({"stk_stk_pole_chart_qry": [{"dt": "20260914"}]})

    assert rows_of(weeks, reply) == [{"dt": "20260914"}]
    assert rows_of(weeks, Reply({"stk_wk_pole_chart_qry": [1]})) == []


def test_13_values_have_their_own_units() -> None:
    trade = read_trade("005930", TRADE_VALUES | {"14": "3"}, DayTimes(DAY))
    daily = read_daily(MINUTE | {"dt": "20260918", "trde_prica": "3"})

    assert daily is not None
    assert trade.day_value == daily.value == 3_000_000


def test_14_daily_candles_are_asked_for_with_a_day() -> None:
    assert candles_request("005930", Interval.D1, DAY).body["base_dt"] == "20260918"


def test_15_the_watch_list_is_joined_by_pipes_and_is_at_most_a_hundred() -> None:
    assert watch_list_request(["1", "2"]).body["stk_cd"] == "1|2"
    with pytest.raises(ValueError, match="100"):
        watch_list_request(["1"] * 101)


def test_15_a_list_that_is_too_long_is_no_rate_limit() -> None:
    status, body = reply(return_code=5, return_msg="허용된 요청 개수[1634:…]")

    with pytest.raises(ApiError) as raised:
        read_reply(CHART, status, {}, body)

    assert not isinstance(raised.value, RateLimited)


def test_16_clock_texts_belong_to_the_korean_trading_day() -> None:
    trade = read_trade("005930", TRADE_VALUES | {"20": "000130"}, DayTimes(DAY))

    assert trade.time.isoformat() == "2026-09-18T00:01:30+09:00"


def test_17_a_price_between_two_steps_is_a_price() -> None:
    row = TRADE_VALUES | {"10": "-257750", "27": "-258000", "28": "-257500"}

    assert read_trade("005930", row, DayTimes(DAY)).price == 257_750


@pytest.mark.parametrize(
    ("text", "number"), [("", 0), (" 0", 0), ("-0", 0), ("+0", 0), ("--714", -714)]
)
def test_18_odd_numbers_are_read(text: str, number: int) -> None:
    assert signed(text) == number


def test_18_blank_rows_are_skipped() -> None:
    assert read_minute(dict.fromkeys(MINUTE, "")) is None
