"""What went wrong, as problem details (RFC 9457) with a sentence for a person."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from kiwoom import (
    ApiError,
    AuthError,
    KiwoomError,
    RateLimited,
    UnknownSymbol,
    explain,
)

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request was not answered; ``remedy`` says what to do about it."""

    type: str = "about:blank"
    title: str = Field(description="Short English name", examples=["Unknown symbol"])
    status: int = Field(examples=[404])
    code: str = Field(description="For programs", examples=["unknown_symbol"])
    detail: str = Field(description="한 문장", examples=["없는 종목 코드입니다"])
    remedy: str = Field(default="", description="할 일")
    broker_code: int | None = Field(default=None, description="증권사의 번호")


class Refused(Exception):
    """A request is answered with a problem of the gateway's own."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


# The first kind that fits says how it is answered.
_KINDS: tuple[tuple[type[KiwoomError], int, str, str], ...] = (
    (UnknownSymbol, 404, "unknown_symbol", "Unknown symbol"),
    (RateLimited, 429, "too_many_calls", "Too many calls at the broker"),
    (AuthError, 503, "key_refused", "The broker refuses the key"),
    (ApiError, 502, "broker_refused", "The broker refuses the request"),
    (KiwoomError, 503, "broker_unreachable", "The broker cannot be reached"),
)
_OF_HTTP = {
    404: ("not_found", "없는 주소입니다"),
    405: ("not_allowed", "읽기만 하는 주소입니다"),
}


def problem_of(error: KiwoomError) -> Problem:
    """Return what an error of the library means to a caller over HTTP."""
    said, _, remedy = explain(error).partition("; ")
    number = getattr(error, "code", None)
    _, status, code, title = next(kind for kind in _KINDS if isinstance(error, kind[0]))
    return Problem(
        title=title,
        status=status,
        code=code,
        detail=said,
        remedy=remedy,
        broker_code=number if isinstance(number, int) else None,
    )


def answer_problems(app: FastAPI) -> None:
    """Answer every failed request of an application with a problem."""

    @app.exception_handler(KiwoomError)
    async def of_the_library(_request: Request, error: KiwoomError) -> JSONResponse:
        return _reply(problem_of(error))

    @app.exception_handler(Refused)
    async def of_the_gateway(_request: Request, error: Refused) -> JSONResponse:
        return _reply(error.problem)

    @app.exception_handler(HTTPException)
    async def of_http(_request: Request, error: HTTPException) -> JSONResponse:
        code, detail = _OF_HTTP.get(error.status_code, ("refused", str(error.detail)))
        title = str(error.detail)
        found = Problem(title=title, status=error.status_code, code=code, detail=detail)
        return _reply(found, error.headers)

    @app.exception_handler(RequestValidationError)
    async def of_a_parameter(
        _request: Request, error: RequestValidationError
    ) -> JSONResponse:
        first: dict[str, Any] = error.errors()[0]
        name = str(first["loc"][-1])
        return _reply(
            Problem(
                title="Invalid parameter",
                status=422,
                code="invalid_parameter",
                detail=f"{name} 값을 읽을 수 없습니다",
                remedy=str(first["msg"]),
            )
        )


def _reply(problem: Problem, headers: Any = None) -> JSONResponse:  # noqa: ANN401
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )
