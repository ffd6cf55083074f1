"""What a gateway's problem documents mean, as errors of this library. Pure."""

from typing import Any

from kiwoom.errors import (
    ApiError,
    AuthError,
    ConfigError,
    KiwoomError,
    RateLimited,
    TransportError,
    UnknownSymbol,
)

_LOGIN_NEEDED = (
    "게이트웨이가 로그인을 바랍니다; kiwoom-dashboard token 으로 본 토큰을 "
    "GatewayClient나 KIWOOM_WALL_FEED_TOKEN에 주세요"
)


def refusal_of(path: str, status: int, problem: Any) -> KiwoomError:  # noqa: ANN401
    """Return the error that an answer stands for, by the code of its problem.

    Parameters
    ----------
    path
        What was asked for; the symbol is its last part.
    status
        Status of the answer.
    problem
        Its decoded body, see RFC 9457; anything else is a gateway out of order.
    """
    told = problem if isinstance(problem, dict) else {}
    code, text = str(told.get("code", "")), str(told.get("detail", ""))
    number = told.get("broker_code")
    broker = number if isinstance(number, int) else None
    match code:
        case "unknown_symbol":
            return UnknownSymbol(path, path.rpartition("/")[2])
        case "too_many_calls":
            return RateLimited(path, status, text, broker)
        case "broker_refused":
            return ApiError(path, status, text, broker)
        case "key_refused":
            return AuthError(text, broker)
        case "login_needed":
            return ConfigError(_LOGIN_NEEDED)
        case _:
            return TransportError(f"the gateway answered {status}: {text}")
