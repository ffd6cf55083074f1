"""A gateway's refusals are the errors that the broker's own refusals are."""

import pytest

from kiwoom import (
    ApiError,
    AuthError,
    ConfigError,
    KiwoomError,
    RateLimited,
    TransportError,
    UnknownSymbol,
)
from kiwoom.gateway_refusals import refusal_of

PATH = "quotes/005930"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("unknown_symbol", UnknownSymbol),
        ("too_many_calls", RateLimited),
        ("broker_refused", ApiError),
        ("key_refused", AuthError),
        ("login_needed", ConfigError),
        ("something_new", TransportError),
    ],
)
def test_each_code_is_one_error(code: str, kind: type[KiwoomError]) -> None:
    problem = {"code": code, "detail": "왜 그런지", "broker_code": 5}

    assert type(refusal_of(PATH, 502, problem)) is kind


def test_the_brokers_own_number_and_words_are_kept() -> None:
    problem = {"code": "broker_refused", "detail": "입력값 오류", "broker_code": 1511}

    error = refusal_of(PATH, 502, problem)

    assert isinstance(error, ApiError)
    assert error.code == 1511
    assert "입력값 오류" in str(error)


@pytest.mark.parametrize("number", ["5", None, 5.5, [5]])
def test_a_number_that_is_none_is_left_out(number: object) -> None:
    problem = {"code": "broker_refused", "detail": "", "broker_code": number}

    error = refusal_of(PATH, 502, problem)

    assert isinstance(error, ApiError)
    assert error.code is None


@pytest.mark.parametrize("problem", [None, [], "text", 7, {}])
def test_what_is_no_problem_document_is_a_gateway_out_of_order(problem: object) -> None:
    error = refusal_of(PATH, 500, problem)

    assert isinstance(error, TransportError)
    assert "500" in str(error)


def test_the_unknown_symbol_is_named() -> None:
    error = refusal_of(PATH, 404, {"code": "unknown_symbol"})

    assert isinstance(error, UnknownSymbol)
    assert "005930" in str(error)


def test_a_login_that_is_needed_says_where_the_token_is() -> None:
    assert "kiwoom-dashboard token" in str(
        refusal_of(PATH, 401, {"code": "login_needed"})
    )
