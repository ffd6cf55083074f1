"""A broker in this process: Kiwoom's protocol over real sockets, a seeded market."""

import asyncio
import contextlib
import itertools
import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Self

from kiwoom.enums import Mode
from kiwoom.hours import KST
from kiwoom.simulator.broadcast import SHARES, Broadcast
from kiwoom.simulator.clock import Clock, first_moment
from kiwoom.simulator.connections import Connections
from kiwoom.simulator.control import Control
from kiwoom.simulator.desk import Desk
from kiwoom.simulator.faults import Faults
from kiwoom.simulator.history import History
from kiwoom.simulator.market import Market, News
from kiwoom.simulator.screening import Screening
from kiwoom.simulator.tokens import TokenDesk
from kiwoom.simulator.truth import SimTrade, Truth
from kiwoom.simulator.universe import load_universe
from kiwoom.simulator.web import SOCKET_PATH, PortServer
from kiwoom.trading_calendar import load_calendar

if TYPE_CHECKING:
    from kiwoom.settings import Server

_FLUSH_S = 0.1
_MINUTE_S = 60


class Simulator:
    """Kiwoom's servers on loopback, with a market of their own.

    Opened with ``async with``, or by :meth:`start` and :meth:`aclose`; takes any
    non-empty key and secret. The same ``seed``, ``date``, ``start``, ``speed`` and
    ``trades_per_second`` give the same trades, whatever the wall's clock does.

    Parameters
    ----------
    host, port
        Where to listen; port 0 takes a free one.
    seed
        Chooses the market.
    date
        The trading day to begin with; by default the last one.
    start
        Time of day to begin with, ``"10:00"`` by default; what traded before it is
        history. Without ``date``, ``start`` and ``always_open`` time is the wall's.
    speed
        Seconds of exchange time in a second of the wall's.
    trades_per_second
        Trades of all instruments in a second of the wall's, on the mean.
    always_open
        Leave out the stretches without trading, and go on with the next trading day.
    keep_trades
        Remember every trade for :meth:`trades`.
    mode
        Whose rate limits hold.
    same_token
        Hand out the living token again instead of a new one.
    progress
        Called with a Korean sentence before work that takes time.

    Attributes
    ----------
    faults
        Trouble to rehearse, see :class:`kiwoom.simulator.faults.Faults`.

    Raises
    ------
    ValueError
        If ``date`` is not a trading day, or speed or rate is not positive.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: int = 1,
        date: date | None = None,
        start: time | str | None = None,
        speed: float = 1.0,
        trades_per_second: float = 120.0,
        always_open: bool = False,
        keep_trades: bool = False,
        mode: Mode = Mode.SIM,
        same_token: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        _check_positive("speed", speed)
        _check_positive("trades_per_second", trades_per_second)
        opening = time.fromisoformat(start) if isinstance(start, str) else start
        calendar = load_calendar()
        now = datetime.now(KST)
        follows_wall = date is None and opening is None and not always_open
        first = now if follows_wall else first_moment(calendar, now, date, opening)
        last_day = None if follows_wall or always_open else first.date()
        self._clock = Clock(calendar, speed, always_open, last_day)
        self._market = _open_market(
            self._clock, first, seed, trades_per_second, progress or (lambda _: None)
        )
        self.faults = Faults(seed)
        self._truth = Truth() if keep_trades else None
        self._tokens = TokenDesk(is_same=same_token)
        self._desk = Desk(self._market, self._tokens, mode)
        screening = Screening(self._market)
        self._connections = Connections(
            self._tokens, screening.answer, faults=self.faults
        )
        self._broadcast = Broadcast(self._market, screening, self.faults)
        # Every instrument's turn comes well within a minute of exchange time.
        turns = 2 * len(self._market.listings) * _FLUSH_S * speed / _MINUTE_S
        self._prepared_at_once = math.ceil(turns)
        self._host, self._port = host, port
        self._server: PortServer | None = None
        self._flushing: asyncio.Task[None] | None = None
        self._advance(self._market.now)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def start(self) -> None:
        """Listen, and let time run.

        Raises
        ------
        OSError
            If the port is taken.
        """
        actions = {"drop": self.drop_sockets, "takeover": self.take_over}
        control = Control(
            self.faults, actions | {"expire": self.expire_tokens}, self.trades
        )
        self._server = PortServer(
            self._desk,
            self._connections,
            lambda: self._market.now,
            self._host,
            self._port,
            faults=self.faults,
            control=control,
        )
        await self._server.start()
        run = asyncio.get_running_loop().create_task
        self._flushing = run(self._flush_forever(), name="simulator-flush")
        self._flushing.add_done_callback(_report_failure)

    async def aclose(self) -> None:
        """Stop time, cut all sockets and free the port; idempotent."""
        if self._flushing is not None:
            self._flushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._flushing
            self._flushing = None
        if self._server is not None:
            await self._server.aclose()
            self._server = None

    @property
    def url(self) -> str:
        """Where REST is served."""
        host, port = self._address()
        return f"http://{host}:{port}"

    @property
    def socket_url(self) -> str:
        """Where the WebSocket is served."""
        host, port = self._address()
        return f"ws://{host}:{port}{SOCKET_PATH}"

    @property
    def server(self) -> "Server":
        """The simulator as a client names it."""
        # Imported here, for the client's half is no part of the simulator.
        from kiwoom.settings import Server

        return Server.simulated(self.url)

    @property
    def now(self) -> datetime:
        """The exchange's time, KST."""
        return self._market.now

    @property
    def symbols(self) -> tuple[str, ...]:
        """Codes of all instruments."""
        return tuple(listing.symbol for listing in self._market.listings)

    @property
    def requests(self) -> list[str]:
        """Ids of the REST requests so far, refused ones included."""
        return list(self._desk.served)

    def trades(self, symbol: str) -> list[SimTrade]:
        """Return the trades of a symbol since the start, oldest first.

        Raises
        ------
        ValueError
            If trades are not kept.
        """
        if self._truth is None:
            raise ValueError("trades are kept only with keep_trades=True")
        return self._truth.of(self._market.places[symbol])

    def drop_sockets(self) -> None:
        """Cut all sockets without a closing handshake."""
        self._connections.abort_all()

    def take_over(self) -> None:
        """Send all clients away, as if their keys had logged in elsewhere."""
        self._connections.take_over_all()

    def expire_tokens(self) -> None:
        """End all tokens, as if their day had passed."""
        self._tokens.expire_all()

    def _address(self) -> tuple[str, int]:
        if self._server is None:
            raise RuntimeError("the simulator has an address while it runs")
        return self._server.address

    async def _flush_forever(self) -> None:
        loop = asyncio.get_running_loop()
        before = due = loop.time()
        for share in itertools.cycle(range(SHARES)):
            due = max(due + _FLUSH_S / SHARES, loop.time())
            await asyncio.sleep(due - loop.time())
            if share == 0:
                now = loop.time()
                self._collect(now - before, now)
                before = now
            self._broadcast.send(share, self._connections.listeners())

    def _collect(self, elapsed_s: float, steady_s: float) -> None:
        before = self._market.now
        moment = self._clock.moved(before, elapsed_s)
        notices = self._clock.notices(before, moment)
        news = self._advance(moment)
        listeners = self._connections.listeners()
        self._broadcast.collect(news, notices, listeners, steady_s)
        self._market.prepare(self._prepared_at_once)

    def _advance(self, moment: datetime) -> list[News]:
        news = self._market.advance(moment)
        if self._truth is not None:
            self._truth.add(news)
        return news


def _check_positive(name: str, number: float) -> None:
    if not number > 0:
        raise ValueError(f"expected a positive {name}, found {number}")


def _open_market(
    clock: Clock,
    first: datetime,
    seed: int,
    trades_per_second: float,
    report: Callable[[str], None],
) -> Market:
    report("가상 시장의 일봉을 만드는 중입니다")
    universe, calendar = load_universe(), clock.calendar
    history = History(universe, calendar, seed, calendar.on_or_before(first.date()))
    report("오늘의 분봉을 만드는 중입니다")
    return Market(
        universe,
        calendar,
        history,
        seed=seed,
        rate=trades_per_second / clock.speed,
        start=clock.moved(first, 0.0),
    )


def _report_failure(task: asyncio.Task[None]) -> None:
    # A market that stands still must not go unnoticed.
    if not task.cancelled() and (error := task.exception()) is not None:
        context = {"message": "the simulated market stopped", "exception": error}
        task.get_loop().call_exception_handler(context)
