"""Makes the access rules of a process from its settings."""

import ipaddress
import logging
import secrets

from dashboard.access.access import Access
from dashboard.access.credentials import has_credentials, make_token
from dashboard.access.names import Names
from dashboard.settings import WallSettings
from kiwoom import ConfigError

log = logging.getLogger(__name__)

NO_CREDENTIALS = (
    "다른 컴퓨터에서 들어오려면 로그인이 있어야 합니다; kiwoom-dashboard token 으로 "
    "토큰을 만들거나 kiwoom-dashboard password 로 비밀번호를 정하고 다시 시작하세요"
)


def open_access(settings: WallSettings) -> Access:
    """Return who may look; makes the token at the first start on this machine.

    Raises
    ------
    ConfigError
        If others could reach the server and nothing is there to log in with, or the
        file of the token is open to others.
    """
    is_open = not is_loopback(settings.host)
    needs_login = settings.login or is_open
    if is_open and not has_credentials(settings.data_dir):
        raise ConfigError(NO_CREDENTIALS)
    return Access(
        Names(settings.host, settings.names),
        _token(settings, needs_login=needs_login),
        needs_login=needs_login,
        data_dir=settings.data_dir,
    )


def _token(settings: WallSettings, *, needs_login: bool) -> str:
    is_new = not has_credentials(settings.data_dir)
    try:
        token = make_token(settings.data_dir)
    except OSError as error:
        if needs_login:
            raise ConfigError(f"토큰을 둘 수 없습니다 ({error})") from error
        # Nobody has to show it here; the next start tries again.
        log.warning("the token cannot be kept: %s", error)
        return secrets.token_urlsafe()
    if is_new:
        log.info("a token was made; kiwoom-dashboard token shows it")
    return token


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
