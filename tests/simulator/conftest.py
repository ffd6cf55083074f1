"""Markets and running simulators for the tests of this folder."""

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime, time

import pytest

from kiwoom.hours import KST
from kiwoom.simulator import Simulator
from kiwoom.simulator.history import History
from kiwoom.simulator.market import Market
from kiwoom.simulator.universe import Listing, load_universe
from kiwoom.trading_calendar import load_calendar

DAY = date(2026, 9, 18)


@pytest.fixture(scope="session")
def history() -> History:
    return History(load_universe(), load_calendar(), 1, DAY)


@pytest.fixture
def market_at(history: History) -> Callable[..., Market]:
    def build(clock: str, *, rate: float = 20.0, seed: int = 1) -> Market:
        start = datetime.combine(DAY, datetime.fromisoformat(f"{DAY}T{clock}").time())
        return Market(
            load_universe(),
            load_calendar(),
            history,
            seed=seed,
            rate=rate,
            start=start.replace(tzinfo=KST),
        )

    return build


@pytest.fixture
def few() -> tuple[Listing, ...]:
    """A busy share, a dear one, a quiet one and a fund: enough for a whole day."""
    wanted = ("005930", "207940", "003960", "252670")
    return tuple(item for item in load_universe() if item.symbol in wanted)


@pytest.fixture
def few_at_dawn(few: tuple[Listing, ...]) -> Market:
    calendar = load_calendar()
    start = datetime.combine(DAY, time(8, 59, 50), KST)
    past = History(few, calendar, 1, DAY)
    return Market(few, calendar, past, seed=1, rate=2.0, start=start)


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    running = Simulator(
        date=DAY, start="10:00", trades_per_second=300, keep_trades=True
    )
    async with running:
        yield running
