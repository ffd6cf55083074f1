"""Every error is one Korean sentence, with what to do where that is known."""

import pytest

from kiwoom import (
    ApiError,
    AuthError,
    ConfigError,
    KiwoomError,
    ProtocolError,
    RateLimited,
    TransportError,
    UnknownSymbol,
    VaultLocked,
    explain,
)
from kiwoom.explain import REMEDIES


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConfigError("설정을 고치세요"), "설정을 고치세요"),
        (VaultLocked(), "금고가 잠겨 있습니다"),
        (AuthError("no"), "증권사가 키 또는 토큰을 거부했습니다"),
        (AuthError("no", 8050), "[8050]; 이 기계의 공인 IP"),
        (AuthError("no", 8030), "[8030]; 실전과 모의투자의 키"),
        (AuthError("no", 9999), "증권사가 키 또는 토큰을 거부했습니다 [9999]"),
        (ApiError("ka10001", 2, "없는 기능", 8104), "없는 기능 [8104]; 모의투자에"),
        (ApiError("ka10001", 2, "기타"), "증권사가 요청을 거부했습니다: 기타"),
        (RateLimited("ka10001", 5, "x"), "너무 잦다고 합니다"),
        (RateLimited("au10001", 0, "토큰을 기다립니다"), "토큰을 기다립니다"),
        (UnknownSymbol("ka10001", "999999"), "종목코드 999999"),
        (TransportError("refused"), "서버에 연결할 수 없습니다"),
        (ProtocolError("not JSON", "<html>"), "알아들을 수 없는 답"),
    ],
)
def test_an_error_is_one_sentence(error: KiwoomError, said: str) -> None:
    assert said in explain(error)
    assert "\n" not in explain(error)


@pytest.mark.parametrize("code", REMEDIES)
def test_a_known_number_says_what_to_do(code: int) -> None:
    assert explain(AuthError("no", code)).endswith(f"[{code}]; {REMEDIES[code]}")
