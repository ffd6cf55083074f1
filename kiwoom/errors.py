"""Errors of the library, one type for each reaction that a caller can take.

``KiwoomError`` is never raised itself::

    KiwoomError
    ├── ConfigError         the user must change a setting
    ├── AuthError           key or token refused: stop and ask the user
    ├── ApiError            the broker said no: show it, do not retry
    │   ├── RateLimited     wait, then retry
    │   └── UnknownSymbol   mark that symbol only
    ├── VaultError          keys cannot be read from the vault
    │   ├── VaultLocked     give a passphrase or a key file
    │   ├── WrongSecret     ask again
    │   └── VaultDamaged    bring a backup back, or add the keys again
    ├── TransportError      network trouble: retry with back-off
    └── ProtocolError       the peer sent something unreadable: log it, reconnect once
"""


class KiwoomError(Exception):
    """Base of every error that the library raises on purpose."""


class ConfigError(KiwoomError):
    """A setting is missing or wrong; the message says which one and what to do."""


class VaultError(KiwoomError):
    """The vault gives no keys; the subclass says what helps."""

    sentence = "금고를 열지 못했습니다"

    def __str__(self) -> str:
        return self.sentence


class VaultLocked(VaultError):
    """Nothing was found that opens the vault."""

    sentence = (
        "금고가 잠겨 있습니다; 다른 터미널에서 kiwoom-dashboard keys unlock으로 열거나 "
        "KIWOOM_VAULT_KEY_FILE에 열쇠 파일을 적고 다시 시작하세요"
    )


class WrongSecret(VaultError):
    """The passphrase or key file is not one that opens this vault."""

    sentence = "금고의 암호 문구나 열쇠 파일이 맞지 않습니다"


class VaultDamaged(VaultError):
    """The vault is not what was written: changed, cut off, or no vault at all."""

    sentence = (
        "금고 파일이 손상되었습니다; 백업을 되돌려 놓거나, 파일을 치우고 "
        "kiwoom-dashboard keys add 로 키를 다시 넣으세요"
    )


class AuthError(KiwoomError):
    """The broker refused the key or the token.

    Attributes
    ----------
    code
        Kiwoom's four-digit number, ``None`` where the reply carried none.
    """

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text, code)
        self.text = text
        self.code = code

    def __str__(self) -> str:
        suffix = f" [{self.code}]" if self.code is not None else ""
        return f"the broker refused the key or token: {self.text}{suffix}"


class ApiError(KiwoomError):
    """The broker answered a request with a refusal.

    Attributes
    ----------
    api_id
        The request (TR) that was refused.
    return_code
        The number at the top of the reply.
    code
        Kiwoom's own number inside the message, ``None`` where there was none.
    text
        The broker's sentence, in Korean.
    """

    def __init__(
        self, api_id: str, return_code: int, text: str, code: int | None = None
    ) -> None:
        super().__init__(api_id, return_code, text, code)
        self.api_id = api_id
        self.return_code = return_code
        self.text = text
        self.code = code

    def __str__(self) -> str:
        return f"{self.api_id} was refused with {self.return_code}: {self.text}"


class RateLimited(ApiError):
    """Too many requests in a second; the same request works a little later."""


class UnknownSymbol(ApiError):
    """No instrument has this code.

    Attributes
    ----------
    symbol
        The code that was asked for.
    """

    def __init__(self, api_id: str, symbol: str) -> None:
        super().__init__(api_id, 0, f"no instrument has the code {symbol!r}")
        self.symbol = symbol


class TransportError(KiwoomError):
    """The network failed: refused, timed out, closed, or not Kiwoom there at all."""


class ProtocolError(KiwoomError):
    """The peer sent a message that cannot be read.

    Attributes
    ----------
    message
        The beginning of the offending text, at most 200 characters.
    """

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message[:200]

    def __str__(self) -> str:
        return f"{self.reason}: {self.message!r}" if self.message else self.reason
