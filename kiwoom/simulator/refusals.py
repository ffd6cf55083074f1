"""What the broker says when it refuses (protocol note 1.5, 2.4 and 4)."""

from dataclasses import dataclass

OK_TEXT = "정상적으로 처리되었습니다"

_BAD_INPUT = "입력 값 오류입니다"
_UNAUTHORIZED = "인증에 실패했습니다"
_TOO_OFTEN = "허용된 요청 개수를 초과하였습니다"


@dataclass(eq=False)
class Refusal(Exception):
    """A reply that says no.

    Attributes
    ----------
    return_code, text
        As in the reply's body.
    status
        HTTP status; business errors come with 200.
    """

    return_code: int
    text: str
    status: int = 200

    @property
    def body(self) -> dict[str, str | int]:
        """The reply's body."""
        return {"return_code": self.return_code, "return_msg": self.text}


def no_api_id() -> Refusal:
    """Refuse a request that names no TR."""
    return _input(1501, "API ID가 Null이거나 값이 없습니다")


def wrong_address(api_id: str) -> Refusal:
    """Refuse a TR at an address that is not its own."""
    text = f"해당 URI에서는 지원하는 API ID가 아닙니다. API ID={api_id}"
    return _input(1504, text)


def unknown_api_id(api_id: str) -> Refusal:
    """Refuse a TR that does not exist."""
    return _input(1505, f"해당 API ID는 존재하지 않습니다. API ID={api_id}")


def missing_field(name: str) -> Refusal:
    """Refuse a body in which a field is missing or empty."""
    text = f"필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터={name}"
    return _input(1511, text)


def wrong_body() -> Refusal:
    """Refuse a body that is no JSON object or holds a field of a wrong form."""
    return _input(1517, "입력 값 형식이 올바르지 않습니다")


def no_keys() -> Refusal:
    """Refuse a token to who gives no key or no secret."""
    text = "입력파라미터로 appkey 또는 secretkey가 들어오지 않았습니다"
    return _input(8020, text)


def no_authorization() -> Refusal:
    """Refuse a request without an authorization header."""
    return _token(1513, "Http Header에 authorization 필드가 설정되어 있어야 합니다")


def malformed_authorization() -> Refusal:
    """Refuse an authorization header that is not ``Bearer TOKEN``."""
    text = "입력으로 들어온 Http Header의 authorization 필드 형식이 맞지 않습니다"
    return _token(1514, text)


def wrong_scheme() -> Refusal:
    """Refuse an authorization header of another scheme than Bearer."""
    text = (
        "Http Header의 authorization 필드 내 Grant Type이 미리 정의된 형식이 아닙니다"
    )
    return _token(1515, text)


def empty_token() -> Refusal:
    """Refuse an authorization header without a token."""
    text = "Http Header의 authorization 필드 내 Token이 정의되어 있지 않습니다"
    return _token(1516, text)


def dead_token() -> Refusal:
    """Refuse a token that is unknown, superseded, revoked or expired."""
    return _token(8005, "Token이 유효하지 않습니다")


def too_often(api_id: str, per_second: float) -> Refusal:
    """Refuse a TR that was asked for too often."""
    text = (
        f"허용된 API 요청 개수를 초과하였습니다. 유량={per_second:g}, API ID={api_id}"
    )
    return Refusal(5, f"{_TOO_OFTEN}[1700:{text}]", status=429)


def token_too_often() -> Refusal:
    """Refuse a second token within a second, with the real server's own slip."""
    text = "허용된 API 요청 개수를 초과하였습니다. 유량=au10001, API ID={1}"
    return Refusal(5, f"{_TOO_OFTEN}[1700:{text}]", status=429)


def too_many_codes(limit: int) -> Refusal:
    """Refuse a watch list of too many codes: it looks like a rate limit, for ever."""
    return Refusal(5, f"{_TOO_OFTEN}[1634:조회 가능한 종목 수는 최대 {limit}개입니다]")


def _input(code: int, text: str) -> Refusal:
    return Refusal(2, f"{_BAD_INPUT}[{code}:{text}]")


def _token(code: int, text: str) -> Refusal:
    return Refusal(3, f"{_UNAUTHORIZED}[{code}:{text}]")
