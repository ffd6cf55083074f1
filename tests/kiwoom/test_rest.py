"""Calls carry the token, survive refusals that pass, and report those that stay."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from kiwoom import (
    ApiError,
    AuthError,
    Credentials,
    ProtocolError,
    RateLimited,
    Server,
    TransportError,
)
from kiwoom.endpoints import Request, book_request
from kiwoom.hours import KST
from kiwoom.rest import RestClient

SERVER = Server.simulated("http://127.0.0.1:9")
SECRET = "CANARY-SECRET"
BOOK = book_request("005930")
TOO_FAST = (429, {"return_code": 5, "return_msg": "[1700:허용된 API 요청 개수]"})
DEAD = (200, {"return_code": 3, "return_msg": "인증에 실패했습니다[8005:Token]"})
FINE = (200, {"return_code": 0, "return_msg": "정상적으로 처리되었습니다"})

Answer = tuple[int, object]


class Broker:
    """Answers calls from a list and issues numbered tokens."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.calls: list[httpx.Request] = []
        self.tokens = 0
        self.superseded = "none"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/token":
            self.tokens += 1
            token = {"token": f"CANARY-{self.tokens}", "expires_dt": "20991231000000"}
            return httpx.Response(200, json=token | {"return_code": 0})
        self.calls.append(request)
        if request.headers["authorization"].endswith(self.superseded):
            return httpx.Response(DEAD[0], json=DEAD[1])
        status, body = self.answers.pop(0) if self.answers else FINE
        return httpx.Response(status, json=body)


def rest(handler: Callable[[httpx.Request], httpx.Response]) -> RestClient:
    return RestClient(
        SERVER,
        Credentials("app", SECRET),
        transport=httpx.MockTransport(handler),
        limit_delays_s=(0, 0, 0),
        now=lambda: datetime(2026, 9, 18, tzinfo=UTC),
    )


async def test_a_call_has_kiwooms_form() -> None:
    broker = Broker()
    client = rest(broker)

    await client.call(Request("ka10004", "/api/dostk/mrkcond", {"stk_cd": "1"}, "K9"))
    await client.aclose()

    [call] = broker.calls
    assert call.method == "POST"
    assert call.headers["authorization"] == "Bearer CANARY-1"
    assert call.headers["content-type"] == "application/json;charset=UTF-8"
    assert (call.headers["cont-yn"], call.headers["next-key"]) == ("Y", "K9")
    assert json.loads(call.content) == {"stk_cd": "1"}


async def test_a_dead_token_is_renewed_once_and_the_call_repeated() -> None:
    broker = Broker(DEAD, FINE)
    client = rest(broker)

    await client.call(BOOK)
    await client.aclose()

    assert broker.tokens == 2
    assert broker.calls[1].headers["authorization"] == "Bearer CANARY-2"


async def test_a_token_that_stays_dead_is_not_renewed_for_ever() -> None:
    broker = Broker(DEAD, DEAD, DEAD, DEAD)
    client = rest(broker)

    with pytest.raises(AuthError):
        await client.call(BOOK)
    await client.aclose()

    assert (broker.tokens, len(broker.calls)) == (2, 2)


async def test_many_calls_with_a_dead_token_renew_it_once() -> None:
    broker = Broker()
    broker.superseded = "CANARY-1"
    client = rest(broker)

    await asyncio.gather(*(client.call(BOOK) for _ in range(5)))
    await client.aclose()

    assert broker.tokens == 2


async def test_the_wrong_environment_is_not_retried() -> None:
    broker = Broker((200, {"return_code": 2, "return_msg": "[8030:투자구분]"}))
    client = rest(broker)

    with pytest.raises(AuthError):
        await client.call(BOOK)
    await client.aclose()

    assert (broker.tokens, len(broker.calls)) == (1, 1)


async def test_a_call_that_was_too_fast_is_repeated() -> None:
    broker = Broker(TOO_FAST, TOO_FAST, FINE)
    client = rest(broker)

    await client.call(BOOK)
    await client.aclose()

    assert len(broker.calls) == 3


async def test_a_token_that_was_asked_for_too_soon_slows_no_other_call() -> None:
    """Another program with the same key has just fetched one."""
    broker = Broker()
    refusals = [TOO_FAST]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/token" and refusals:
            status, body = refusals.pop()
            return httpx.Response(status, json=body)
        return broker(request)

    client = rest(answer)
    await asyncio.gather(*(client.call(BOOK) for _ in range(5)))
    wait_s = client._turns[BOOK.api_id].bucket.delay(time.monotonic())
    await client.aclose()

    assert broker.tokens == 1
    # The sixth call would wait for the usual window, and for none that was doubled.
    assert wait_s <= 1.05


async def test_a_call_takes_the_newest_token_when_its_turn_has_come() -> None:
    """Calls wait for their turn, and the token can be replaced meanwhile."""
    broker = Broker()
    client = rest(broker)
    await asyncio.gather(*(client.call(BOOK) for _ in range(5)))
    broker.superseded = "CANARY-1"

    await asyncio.gather(*(client.call(BOOK) for _ in range(10)))
    await client.aclose()

    dead = [c for c in broker.calls[5:] if c.headers["authorization"].endswith("-1")]
    # Those that go together, and none of those that wait behind them.
    assert 1 <= len(dead) <= 5
    assert len(broker.calls) == 5 + len(dead) + 10


async def test_a_limit_that_stays_is_reported() -> None:
    client = rest(Broker(*[TOO_FAST] * 9))

    with pytest.raises(RateLimited):
        await client.call(BOOK)
    await client.aclose()


async def test_other_refusals_are_not_repeated() -> None:
    broker = Broker((200, {"return_code": 5, "return_msg": "[1634:종목 개수]"}))
    client = rest(broker)

    with pytest.raises(ApiError):
        await client.call(BOOK)
    await client.aclose()

    assert len(broker.calls) == 1


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")],
    ids=lambda error: type(error).__name__,
)
async def test_network_failures_have_one_type(error: httpx.HTTPError) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    client = rest(fail)

    with pytest.raises(TransportError, match=type(error).__name__):
        await client.call(BOOK)
    await client.aclose()


@pytest.mark.parametrize(
    "body",
    [
        {"return_code": 0},
        {"return_code": 0, "token": "x"},
        {"return_code": 0, "token": "x", "expires_dt": None},
    ],
)
async def test_a_token_reply_without_a_token_is_unreadable(
    body: dict[str, object],
) -> None:
    client = rest(lambda _: httpx.Response(200, json=body))

    with pytest.raises(ProtocolError):
        await client.call(BOOK)
    await client.aclose()


async def test_a_redirect_is_not_followed() -> None:
    client = rest(lambda _: httpx.Response(302, headers={"location": "http://x.test"}))

    with pytest.raises(TransportError):
        await client.call(BOOK)
    await client.aclose()


async def test_secrets_reach_neither_logs_nor_errors(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    errors = []
    for answers in ([DEAD, DEAD], [TOO_FAST] * 9, [(500, {})], [(200, [])]):
        client = rest(Broker(*answers))
        with pytest.raises((AuthError, RateLimited, TransportError)) as raised:
            await client.call(BOOK)
        errors.append(f"{raised.value} {raised.value!r} {client!r} {vars(client)}")
        await client.aclose()

    assert all("CANARY" not in text for text in [*errors, caplog.text])


async def test_the_load_can_be_read() -> None:
    client = rest(Broker())

    await client.call(BOOK)
    sent, waiting = client.load()
    await client.aclose()

    assert (sent, waiting) == (2, 0)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (
            {"date": "Fri, 18 Sep 2026 09:30:15 GMT"},
            datetime(2026, 9, 18, 18, 30, 15, tzinfo=KST),
        ),
        ({"date": "soon"}, None),
        ({}, None),
    ],
    ids=["told", "nonsense", "not told"],
)
async def test_the_brokers_clock_is_read_from_its_answers(headers, told) -> None:
    broker = Broker()

    def answer(request: httpx.Request) -> httpx.Response:
        reply = broker(request)
        reply.headers.update(headers)
        return reply

    client = rest(answer)
    await client.call(BOOK)
    await client.aclose()

    assert client.broker_time == told
