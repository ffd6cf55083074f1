"""Requests are built and replies read as Kiwoom words them; no network needed."""

import json
from datetime import date, timedelta

import pytest

from kiwoom import (
    KST,
    ApiError,
    AuthError,
    Interval,
    KiwoomError,
    Market,
    RateLimited,
    TransportError,
    UnknownSymbol,
)
from kiwoom.endpoints import (
    Reply,
    Request,
    Token,
    book_request,
    candles_request,
    listing_request,
    next_page,
    read_reply,
    read_token,
    rows_of,
    token_request,
    watch_list_request,
)

CHART = candles_request("005930", Interval.M5, date.min)


def answer(code: object, text: str = "정상적으로 처리되었습니다") -> bytes:
    return json.dumps({"return_code": code, "return_msg": text}).encode()


def test_the_token_call_uses_kiwooms_key_names() -> None:
    request = token_request("app", "secret")

    assert request.path == "/oauth2/token"
    assert request.body == {
        "grant_type": "client_credentials",
        "appkey": "app",
        "secretkey": "secret",
    }


def test_minute_candles_carry_their_scope() -> None:
    assert CHART.api_id == "ka10080"
    assert CHART.path == "/api/dostk/chart"
    assert CHART.body == {"stk_cd": "005930", "upd_stkpc_tp": "1", "tic_scope": "5"}


def test_daily_candles_carry_a_day_because_an_empty_one_is_refused() -> None:
    request = candles_request("005930", Interval.D1, date(2026, 9, 18))

    assert request.api_id == "ka10081"
    assert request.body["base_dt"] == "20260918"


def test_the_watch_list_is_joined_by_pipes() -> None:
    assert watch_list_request(["005930", "000660"]).body == {"stk_cd": "005930|000660"}


def test_more_than_a_hundred_symbols_are_refused_here() -> None:
    with pytest.raises(ValueError, match="at most 100"):
        watch_list_request([f"{n:06}" for n in range(101)])


@pytest.mark.parametrize(
    ("request_", "api_id", "path"),
    [
        (book_request("005930"), "ka10004", "/api/dostk/mrkcond"),
        (listing_request(Market.KOSDAQ), "ka10099", "/api/dostk/stkinfo"),
        (watch_list_request(["005930"]), "ka10095", "/api/dostk/stkinfo"),
    ],
)
def test_each_call_goes_to_its_category(
    request_: Request, api_id: str, path: str
) -> None:
    assert (request_.api_id, request_.path) == (api_id, path)


def test_the_cursor_is_read_from_the_headers() -> None:
    headers = {"cont-yn": "Y", "next-key": "K2"}

    reply = read_reply(CHART, 200, headers, answer(0))
    further = next_page(CHART, reply)

    assert further is not None
    assert further.headers == {"api-id": "ka10080", "cont-yn": "Y", "next-key": "K2"}
    assert further.body == CHART.body


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cont-yn": "N", "next-key": ""},
        {"cont-yn": "N", "next-key": "K2"},
        {"cont-yn": "", "next-key": ""},
        {"cont-yn": "Y"},
    ],
)
def test_without_a_cursor_the_page_is_the_last(headers: dict[str, str]) -> None:
    assert next_page(CHART, read_reply(CHART, 200, headers, answer(0))) is None


def test_a_cursor_that_repeats_ends_the_pages() -> None:
    reply = Reply({}, "K2")
    further = next_page(CHART, reply)

    assert further is not None
    assert next_page(further, reply) is None


def test_no_data_is_an_empty_answer() -> None:
    reply = read_reply(CHART, 200, {}, answer(20, "조회된 데이터가 없습니다"))

    assert rows_of(CHART, reply) == []


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (200, answer(3, "인증에 실패했습니다[8005:Token]"), AuthError, 8005),
        (200, answer(2, "…[8030:투자구분이 달라서]"), AuthError, 8030),
        (200, answer("8005", "Token"), AuthError, 8005),
        (200, answer(2, "[1513:Authorization]"), AuthError, 1513),
        (401, b"", AuthError, 8005),
        (429, answer(5, "…[1700:허용된 API 요청 개수]"), RateLimited, 1700),
        (429, b"null", RateLimited, None),
        (200, answer(5, "…[1701:허용된]"), RateLimited, 1701),
        (200, answer(2, "…[1902:종목정보가 없습니다]"), UnknownSymbol, None),
        (200, answer(2, "…[1511:필수 입력 값]"), ApiError, 1511),
        (200, answer(2, "[2000](RC4003:호가단위 오류)"), ApiError, None),
        (200, answer(2, "[8104:모의투자 미지원]"), ApiError, 8104),
        (500, answer(0), TransportError, None),
        (502, b"<html>bad gateway</html>", TransportError, None),
        (200, b"<html>maintenance</html>", TransportError, None),
        (200, b"", TransportError, None),
        (200, b'{"return_code":0', TransportError, None),
        (200, b"[]", TransportError, None),
        (200, answer(None), TransportError, None),
        (200, answer("abc"), TransportError, None),
    ],
)
def test_a_refusal_has_its_type(
    status: int, body: bytes, error: type[KiwoomError], code: int | None
) -> None:
    with pytest.raises(error) as raised:
        read_reply(CHART, status, {}, body)

    assert type(raised.value) is error
    if code is not None:
        assert getattr(raised.value, "code", None) == code


def test_too_many_watch_list_codes_are_no_rate_limit() -> None:
    """The broker words it as one, but waiting never heals it (protocol note 2.4)."""
    text = "허용된 요청 개수를 초과하였습니다[1634:종목 개수]"

    with pytest.raises(ApiError) as raised:
        read_reply(CHART, 200, {}, answer(5, text))

    assert type(raised.value) is ApiError


@pytest.mark.parametrize("code", ["0", "0000", 0], ids=repr)
def test_a_return_code_may_be_text(code: object) -> None:
    assert read_reply(CHART, 200, {}, answer(code)).next_key == ""


def test_a_token_ends_at_a_korean_wall_time() -> None:
    token = read_token(Reply({"token": "T", "expires_dt": "20261231235959"}))

    assert token.expires.tzinfo is KST
    assert token.expires.utcoffset() == timedelta(hours=9)
    assert (token.expires.hour, token.expires.day) == (23, 31)


def test_a_token_does_not_show_itself() -> None:
    token = read_token(Reply({"token": "CANARY", "expires_dt": "20260919100000"}))

    assert "CANARY" not in repr(token)
    assert isinstance(token, Token)


def test_keys_and_tokens_do_not_show_in_requests_and_replies() -> None:
    request = token_request("CANARY-APP", "CANARY-SECRET")
    reply = Reply({"token": "CANARY-TOKEN"})

    assert "CANARY" not in f"{request!r} {request} {reply!r} {reply}"
