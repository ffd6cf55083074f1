"""Which servers to talk to, and the keys, which never show in a text."""

from dataclasses import dataclass
from typing import Self

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from kiwoom.enums import Mode
from kiwoom.errors import ConfigError

SOCKS_UNSUPPORTED = (
    "환경 변수에 SOCKS 프록시가 설정되어 있습니다. SOCKS는 지원하지 않으니 "
    "ALL_PROXY와 HTTPS_PROXY를 지우거나 HTTP 프록시로 바꾸세요"
)

_SOCKET_PATH = "/api/dostk/websocket"
# Protocol note 1.1
_HOSTS = {Mode.REAL: "api.kiwoom.com", Mode.MOCK: "mockapi.kiwoom.com"}
_CALLS_PER_SECOND = {Mode.REAL: 5, Mode.MOCK: 1, Mode.SIM: 5}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the broker, or the simulator in its place, listens.

    Examples
    --------
    >>> Server.simulated("http://127.0.0.1:9443").socket_url
    'ws://127.0.0.1:9443/api/dostk/websocket'
    """

    mode: Mode
    rest_url: str
    socket_url: str

    @classmethod
    def of(cls, mode: Mode) -> Self:
        """Return Kiwoom's own servers.

        Raises
        ------
        ConfigError
            For the simulator, which has no fixed address.
        """
        host = _HOSTS.get(Mode(mode))
        if host is None:
            raise ConfigError("시뮬레이터는 주소가 필요합니다: Server.simulated(url)")
        socket_url = f"wss://{host}:10000{_SOCKET_PATH}"
        return cls(Mode(mode), f"https://{host}", socket_url)

    @classmethod
    def simulated(cls, url: str) -> Self:
        """Return a simulator's address; REST and socket share one port."""
        root = url.rstrip("/")
        socket_root = root.replace("http", "ws", 1)
        return cls(Mode.SIM, root, socket_root + _SOCKET_PATH)

    @property
    def calls_per_second(self) -> int:
        """REST calls allowed per second, key and kind of request."""
        return _CALLS_PER_SECOND[self.mode]

    @property
    def trusts_environment(self) -> bool:
        """Whether proxies of the environment apply; never to the simulator."""
        return self.mode is not Mode.SIM


class Credentials:
    """App key and secret key; neither shows in ``repr``, ``str`` or a pickle."""

    def __init__(self, app_key: str, secret_key: str) -> None:
        self.app_key = SecretStr(app_key)
        self.secret_key = SecretStr(secret_key)

    @classmethod
    def for_server(cls, server: Server) -> Self:
        """Return the environment's keys, or any for a simulator.

        Raises
        ------
        ConfigError
            If ``KIWOOM_APP_KEY`` or ``KIWOOM_SECRET_KEY`` is not set.
        """
        if server.mode is Mode.SIM:
            return cls("simulator", "simulator")
        keys = _Keys()
        if keys.app_key is None or keys.secret_key is None:
            raise ConfigError(
                "증권사 키가 없습니다; kiwoom-dashboard keys add 로 금고에 넣거나 "
                "환경 변수 KIWOOM_APP_KEY와 KIWOOM_SECRET_KEY를 설정하세요"
            )
        return cls(keys.app_key.get_secret_value(), keys.secret_key.get_secret_value())

    def __repr__(self) -> str:
        return "Credentials(app_key='***', secret_key='***')"

    def __reduce__(self) -> str:
        raise TypeError("keys are not written anywhere")


class _Keys(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="KIWOOM_", extra="ignore")

    app_key: SecretStr | None = None
    secret_key: SecretStr | None = None
