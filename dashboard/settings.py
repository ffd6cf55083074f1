"""What a user can set about the running wall."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kiwoom import Mode, is_symbol

_NAME = re.compile(r"[\w.-]+(:\d{1,5})?", re.ASCII)
_ADDRESS = re.compile(r"https?://[^/?#@\s]+/?")

DEFAULT_SYMBOLS = (
    "005930",  # 삼성전자
    "000660",  # SK하이닉스
    "373220",  # LG에너지솔루션
    "207940",  # 삼성바이오로직스
    "005380",  # 현대차
    "000270",  # 기아
    "068270",  # 셀트리온
    "105560",  # KB금융
    "035420",  # NAVER
    "035720",  # 카카오
    "005490",  # POSCO홀딩스
    "051910",  # LG화학
    "006400",  # 삼성SDI
    "247540",  # 에코프로비엠
    "196170",  # 알테오젠
    "069500",  # KODEX 200
)


class WallSettings(BaseSettings):
    """Settings of one process, from arguments or ``KIWOOM_WALL_*`` variables."""

    model_config = SettingsConfigDict(env_prefix="KIWOOM_WALL_", extra="ignore")

    mode: Mode = Field(
        default=Mode.SIM, description="Real or mock servers, or the simulator."
    )
    sim: str | None = Field(default=None, description="Address of a running simulator.")
    feed: str | None = Field(
        default=None, description="Address of a gateway to read instead of the broker."
    )
    feed_token: SecretStr = Field(
        default=SecretStr(""), description="What that gateway asks for."
    )
    redis: SecretStr | None = Field(
        default=None, description="Address of a Redis that carries live trades."
    )
    stream_connections: int = Field(
        default=64, ge=1, description="Programs on the gateway's socket."
    )
    stream_connections_per_address: int = Field(
        default=32, ge=1, description="Of these, from one address."
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="How log lines look: for people or programs."
    )
    log_file: Path | None = Field(
        default=None, description="Where log lines go beside standard error."
    )
    pulse: bool = Field(
        default=False, description="Whether each second is told in a log line."
    )
    workers: int = Field(
        default=0, ge=0, le=64, description="Processes that show the wall; 0 for one."
    )
    simulator_options: tuple[str, ...] = Field(
        default=(), description="Arguments for a simulator of our own."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    names: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Further names of this machine, separated by commas."
    )
    login: bool = Field(
        default=False, description="Ask for a login also on this machine itself."
    )
    port: int = Field(default=5006, description="Port of the wall.")
    gateway_port: int = Field(default=5007, description="Port of the gateway.")
    tick: int = Field(
        default=50, ge=10, le=1000, description="Milliseconds between frames."
    )
    data_dir: Path = Field(
        default=Path.home() / ".local" / "share" / "kiwoom-dashboard",
        description="Where the program keeps its files.",
    )
    symbols: Annotated[tuple[str, ...], NoDecode] = Field(
        default=DEFAULT_SYMBOLS, description="Codes of the cells, separated by commas."
    )

    kept_candles: int = Field(
        default=20_000, ge=0, description="Candles of a series kept on disk."
    )

    @field_validator("symbols", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        codes = given.split(",") if isinstance(given, str) else given
        if not isinstance(codes, list | tuple) or not all(map(is_symbol, codes)):
            raise ValueError("expected codes of six characters, separated by commas")
        return tuple(codes)

    @field_validator("names", mode="before")
    @classmethod
    def _split_names(cls, given: object) -> object:
        names = given.split(",") if isinstance(given, str) else given
        if not isinstance(names, list | tuple):
            raise ValueError("expected names, separated by commas")
        if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in names):
            raise ValueError("expected names such as wall.lan or wall.lan:8443")
        return tuple(names)

    @field_validator("feed")
    @classmethod
    def _is_address(cls, given: str | None) -> str | None:
        if given is not None and not _ADDRESS.fullmatch(given):
            raise ValueError("expected an address such as http://127.0.0.1:5007")
        return given

    @property
    def calendar_file(self) -> Path:
        """The user's own corrections of the exchange's calendar, if there are any."""
        return self.data_dir / "krx_days.toml"

    @property
    def candle_file(self) -> Path:
        """Where the mode's finished candles are kept."""
        return self.data_dir / f"candles-{self.mode}.sqlite3"

    @property
    def keeps_candles(self) -> bool:
        """Whether candles are worth keeping: not invented, and nobody else's."""
        return self.kept_candles > 0 and not self.is_simulated and self.feed is None

    @property
    def takes_keys(self) -> bool:
        """Whether the form for keys is offered: where only this machine can see it."""
        return self.is_simulated and self.feed is None and self.host == "127.0.0.1"

    @property
    def is_simulated(self) -> bool:
        """Whether the prices are invented."""
        return self.mode is Mode.SIM
