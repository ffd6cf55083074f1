"""A line that lives and delivers nothing is asked after, and only then dropped."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from kiwoom import FeedState, MarketPhase
from kiwoom.watch import Watch
from kiwoom.watchdog import Watchdog

QUIET_S = 20.0


class House:
    """What a watchdog looks at; trading goes on and one symbol is live."""

    def __init__(self) -> None:
        self.now = 100.0
        self.is_missing = True
        self.asked: list[list[str]] = []
        self.dropped: list[str] = []
        self.clock = SimpleNamespace(phase=MarketPhase.CONTINUOUS)
        self.watches: dict[str, Any] = {
            "005930": SimpleNamespace(symbol="005930", is_live=True),
            "000660": SimpleNamespace(symbol="000660", is_live=False),
        }
        self.line = FeedState.LIVE
        self.doubts: list[str] = []
        self.last_trade: float | None = self.now
        house: Any = self
        self.dog = Watchdog(
            house,
            house,
            house,
            self._is_missing_trades,
            self.dropped.append,
            lambda: self.now,
            QUIET_S,
        )

    async def _is_missing_trades(self, watches: Sequence[Watch]) -> bool:
        self.asked.append([watch.symbol for watch in watches])
        self.after_asking()
        return self.is_missing

    def after_asking(self) -> None:
        """What happens while the broker is asked."""

    def set_doubt(self, reason: str) -> None:
        self.doubts.append(reason)


def test_a_quiet_market_is_suspicious_after_a_while_and_not_before() -> None:
    house = House()

    house.now += QUIET_S
    assert not house.dog.is_suspicious

    house.now += 0.1
    assert house.dog.is_suspicious


def test_a_trade_ends_the_suspicion() -> None:
    house = House()
    house.now += 2 * QUIET_S

    house.last_trade = house.now

    assert not house.dog.is_suspicious


def test_before_the_first_trade_the_start_counts() -> None:
    house = House()
    house.last_trade = None

    assert not house.dog.is_suspicious
    house.now += QUIET_S + 1
    assert house.dog.is_suspicious


@pytest.mark.parametrize(
    "phase", [phase for phase in MarketPhase if phase is not MarketPhase.CONTINUOUS]
)
def test_outside_continuous_trading_silence_is_normal(phase: MarketPhase) -> None:
    house = House()
    house.clock.phase = phase
    house.now += 10 * QUIET_S

    assert not house.dog.is_suspicious


def test_where_nothing_is_registered_silence_is_normal() -> None:
    house = House()
    house.watches["005930"].is_live = False
    house.now += 10 * QUIET_S

    assert not house.dog.is_suspicious


async def test_a_line_that_missed_trades_is_doubted_and_dropped() -> None:
    house = House()

    await house.dog.probe()

    assert house.asked == [["005930"]]
    assert house.doubts == house.dropped
    assert len(house.dropped) == 1
    assert "체결이 오지 않습니다" in house.dropped[0]


async def test_a_line_that_missed_nothing_is_kept_and_asked_after_later() -> None:
    house = House()
    house.is_missing = False
    house.now += QUIET_S + 1

    await house.dog.probe()

    assert house.dropped == []
    assert not house.dog.is_suspicious
    house.now += QUIET_S + 1
    assert house.dog.is_suspicious


@pytest.mark.parametrize("line", [FeedState.RECONNECTING, FeedState.TAKEN_OVER])
async def test_a_line_that_broke_meanwhile_is_left_to_what_broke_it(
    line: FeedState,
) -> None:
    house = House()

    def broke() -> None:
        house.line = line

    house.after_asking = broke  # type: ignore[method-assign]

    await house.dog.probe()

    assert house.dropped == []
    assert house.doubts == []
