"""An asynchronous library for the Korean stock market over Kiwoom Securities' API.

Three lines from nothing to a frame of minute candles::

    from kiwoom import Client, Server
    client = Client(Server.simulated("http://127.0.0.1:9443"))
    frame = await client.candles("005930", "1m", 900)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kiwoom.client import Client
from kiwoom.enums import (
    FeedState,
    InterruptionKind,
    Interval,
    LiveKind,
    Market,
    MarketPhase,
    Mode,
    Period,
    Ranking,
    Side,
    Venue,
)
from kiwoom.errors import (
    ApiError,
    AuthError,
    ConfigError,
    KiwoomError,
    ProtocolError,
    RateLimited,
    TransportError,
    UnknownSymbol,
    VaultDamaged,
    VaultError,
    VaultLocked,
    WrongSecret,
)
from kiwoom.explain import explain
from kiwoom.frames import to_frame
from kiwoom.gateway_client import GatewayClient
from kiwoom.health import Health
from kiwoom.hours import KST, TradingHours, candle_start
from kiwoom.hub import Hub
from kiwoom.index_models import IndexCandle, IndexDetail, IndexQuote, Sector
from kiwoom.indices import Indices
from kiwoom.live_models import (
    BestQuote,
    Brokers,
    BrokerVolume,
    ExpectedMatch,
    IndexBreadth,
    IndexTick,
    Indication,
    Interruption,
    OffHoursBook,
    ProgramTrading,
    StockInfo,
)
from kiwoom.models import (
    Candle,
    Extreme,
    Fundamentals,
    Instrument,
    Level,
    OrderBook,
    PastTrade,
    RankedStock,
    SessionSignal,
    Summary,
    Trade,
    is_symbol,
)
from kiwoom.outlets import Outlet
from kiwoom.prices import price_limits, price_step
from kiwoom.relay_writer import RelayWriter
from kiwoom.screen_models import Screen, ScreenChange, ScreenMatch
from kiwoom.screening import Screening
from kiwoom.series import CandleSeries, SeriesState
from kiwoom.settings import Credentials, Server
from kiwoom.store import CandleStore
from kiwoom.subscription import Subscription
from kiwoom.tasks import end_tasks
from kiwoom.timing import HubTiming
from kiwoom.trading_calendar import TradingCalendar, load_calendar
from kiwoom.vault import (
    KEY_FILE,
    Entry,
    KeyFile,
    Passphrase,
    Secret,
    Vault,
    VaultShelf,
    ensure_vault,
    find_secret,
    make_key_file,
    open_vault,
    read_credentials,
    remove_credentials,
    store_credentials,
    vault_path,
)
from kiwoom.venues import code_at, split_code

if TYPE_CHECKING:
    from kiwoom.simulator import Simulator, check_fault

__version__ = "0.1.0"

__all__ = [
    "KEY_FILE",
    "KST",
    "ApiError",
    "AuthError",
    "BestQuote",
    "BrokerVolume",
    "Brokers",
    "Candle",
    "CandleSeries",
    "CandleStore",
    "Client",
    "ConfigError",
    "Credentials",
    "Entry",
    "ExpectedMatch",
    "Extreme",
    "FeedState",
    "Fundamentals",
    "GatewayClient",
    "Health",
    "Hub",
    "HubTiming",
    "IndexBreadth",
    "IndexCandle",
    "IndexDetail",
    "IndexQuote",
    "IndexTick",
    "Indication",
    "Indices",
    "Instrument",
    "Interruption",
    "InterruptionKind",
    "Interval",
    "KeyFile",
    "KiwoomError",
    "Level",
    "LiveKind",
    "Market",
    "MarketPhase",
    "Mode",
    "OffHoursBook",
    "OrderBook",
    "Outlet",
    "Passphrase",
    "PastTrade",
    "Period",
    "ProgramTrading",
    "ProtocolError",
    "RankedStock",
    "Ranking",
    "RateLimited",
    "RelayWriter",
    "Screen",
    "ScreenChange",
    "ScreenMatch",
    "Screening",
    "Secret",
    "Sector",
    "SeriesState",
    "Server",
    "SessionSignal",
    "Side",
    "Simulator",
    "StockInfo",
    "Subscription",
    "Summary",
    "Trade",
    "TradingCalendar",
    "TradingHours",
    "TransportError",
    "UnknownSymbol",
    "Vault",
    "VaultDamaged",
    "VaultError",
    "VaultLocked",
    "VaultShelf",
    "Venue",
    "WrongSecret",
    "__version__",
    "candle_start",
    "check_fault",
    "code_at",
    "end_tasks",
    "ensure_vault",
    "explain",
    "find_secret",
    "is_symbol",
    "load_calendar",
    "make_key_file",
    "open_vault",
    "price_limits",
    "price_step",
    "read_credentials",
    "remove_credentials",
    "split_code",
    "store_credentials",
    "to_frame",
    "vault_path",
]


# The simulator brings a web server along, which most users never need.
_OF_THE_SIMULATOR = frozenset({"Simulator", "check_fault"})


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _OF_THE_SIMULATOR:
        return getattr(import_module("kiwoom.simulator"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
