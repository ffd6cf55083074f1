"""Each error as one Korean sentence that says what to do; shown, never parsed."""

from typing import Final

from kiwoom.errors import (
    ApiError,
    AuthError,
    ConfigError,
    KiwoomError,
    ProtocolError,
    RateLimited,
    TransportError,
    UnknownSymbol,
    VaultError,
)

_KEYS = "앱 키와 시크릿 키를 확인하고 keys add로 다시 넣으세요"
_MODE = "실전과 모의투자의 키가 바뀌지 않았는지 --mode를 확인하세요"
_ADDRESS = "이 기계의 공인 IP를 키움 REST API 사이트에 등록하세요"
# What heals a refusal, by Kiwoom's number (protocol note 1.5).
REMEDIES: Final = {
    8001: _KEYS,
    8002: _KEYS,
    8003: _KEYS,
    8005: "같은 키를 쓰는 다른 프로그램이 있으면 끄세요",
    8010: "키 하나를 두 기계에서 쓰지 않는지 확인하세요",
    8030: _MODE,
    8031: _MODE,
    8040: _ADDRESS,
    8050: _ADDRESS,
    8103: _ADDRESS,
    8104: "모의투자에 없는 기능이니 실전으로 보세요",
}


def explain(error: KiwoomError) -> str:
    """Return what happened and, where it is known, what the user can do.

    Examples
    --------
    >>> explain(AuthError("단말기 인증에 실패했습니다", 8050)).split("; ")[1]
    '이 기계의 공인 IP를 키움 REST API 사이트에 등록하세요'
    """
    if isinstance(error, ConfigError | VaultError):
        return str(error)
    if isinstance(error, UnknownSymbol):
        return f"종목코드 {error.symbol}을(를) 찾을 수 없습니다"
    if isinstance(error, RateLimited) and not error.return_code:
        return error.text
    if isinstance(error, RateLimited):
        return "증권사가 요청이 너무 잦다고 합니다; 잠시 뒤에 다시 하세요"
    if isinstance(error, AuthError | ApiError):
        return _refusal(error)
    if isinstance(error, TransportError):
        return "서버에 연결할 수 없습니다; 네트워크와 주소를 확인하세요"
    if isinstance(error, ProtocolError):
        return "서버가 알아들을 수 없는 답을 보냈습니다"
    return str(error)


def _refusal(error: AuthError | ApiError) -> str:
    number = "" if error.code is None else f" [{error.code}]"
    if isinstance(error, AuthError):
        said = f"증권사가 키 또는 토큰을 거부했습니다{number}"
    else:
        said = f"증권사가 요청을 거부했습니다: {error.text}{number}"
    return "; ".join(filter(None, (said, REMEDIES.get(error.code or 0))))
