"""One token is issued, shared, and renewed when it must be."""

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from kiwoom import KST, AuthError, KiwoomError, RateLimited, TransportError
from kiwoom.auth import TokenKeeper
from kiwoom.endpoints import Token

NOON = datetime(2026, 9, 18, 12, 0, tzinfo=KST)


class Broker:
    """Issues numbered tokens of a given lifetime on a clock of its own."""

    def __init__(self, lifetime: timedelta = timedelta(hours=24)) -> None:
        self.now = NOON
        self.seconds = 0.0
        self.issued = 0
        self.issued_at: list[float] = []
        self.lifetime = lifetime
        self.on_the_way_s = 0.0
        self.error: KiwoomError | None = None

    async def issue(self) -> Token:
        await asyncio.sleep(0)
        self.seconds += self.on_the_way_s
        self.issued += 1
        self.issued_at.append(self.seconds)
        if self.error is not None:
            raise self.error
        return Token(f"token-{self.issued}", self.now + self.lifetime)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def keeper(self) -> TokenKeeper:
        return TokenKeeper(
            self.issue,
            lambda: self.now.astimezone(UTC),
            lambda: self.seconds,
            self.sleep,
        )


async def test_many_callers_cause_one_call() -> None:
    broker = Broker()
    keeper = broker.keeper()

    tokens = await asyncio.gather(*(keeper.get() for _ in range(50)))

    assert set(tokens) == {"token-1"}
    assert broker.issued == 1


@pytest.mark.parametrize(
    ("passed", "issued"),
    [
        (timedelta(hours=23, minutes=49), 1),
        (timedelta(hours=23, minutes=50), 2),
        (timedelta(hours=25), 2),
    ],
)
async def test_a_token_is_renewed_before_it_ends(
    passed: timedelta, issued: int
) -> None:
    broker = Broker()
    keeper = broker.keeper()
    await keeper.get()

    broker.now += passed
    await keeper.get()

    assert broker.issued == issued


async def test_a_refused_token_is_replaced_once_for_all_callers() -> None:
    broker = Broker()
    keeper = broker.keeper()
    old = await keeper.get()

    for _ in range(20):
        keeper.discard(old)
    fresh = await keeper.get()
    for _ in range(20):
        keeper.discard(old)

    assert fresh == await keeper.get() == "token-2"


async def test_token_calls_keep_a_second_between_them() -> None:
    broker = Broker()
    keeper = broker.keeper()

    keeper.discard(await keeper.get())
    await keeper.get()

    first, second = broker.issued_at
    assert second - first >= 1.0


async def test_tokens_that_are_refused_for_hours_cause_no_storm() -> None:
    """Twelve hours of a key whose tokens die at once (threat T29)."""
    broker = Broker()
    keeper = broker.keeper()
    issued: list[datetime] = []

    for _ in range(12 * 60 * 6):
        broker.now += timedelta(seconds=10)
        before = broker.issued
        with suppress(RateLimited):
            keeper.discard(await keeper.get())
        issued += [broker.now] * (broker.issued - before)

    assert 60 < len(issued) <= 6 * 12
    for moment in issued:
        within = [other - moment for other in issued if other >= moment]
        assert sum(passed < timedelta(minutes=1) for passed in within) <= 2
        assert sum(passed < timedelta(hours=1) for passed in within) <= 6


async def test_a_key_refused_again_and_again_is_not_tried_for_ever() -> None:
    broker = Broker()
    broker.error = AuthError("no", 8001)
    keeper = broker.keeper()

    for _ in range(2):
        with pytest.raises(AuthError):
            await keeper.get()
    with pytest.raises(RateLimited, match="잠시 기다립니다"):
        await keeper.get()

    assert broker.issued == 2


async def test_a_network_that_fails_costs_no_patience() -> None:
    broker = Broker()
    broker.error = TransportError("unplugged")
    keeper = broker.keeper()

    for _ in range(20):
        with pytest.raises(TransportError):
            await keeper.get()
    broker.error = None

    assert await keeper.get() == "token-21"


@pytest.mark.parametrize("lifetime", [timedelta(hours=-40), timedelta(minutes=5)])
async def test_a_wrong_clock_causes_no_storm(lifetime: timedelta) -> None:
    """A fresh token that looks over is used until the broker refuses it."""
    broker = Broker(lifetime)
    keeper = broker.keeper()

    tokens = {await keeper.get() for _ in range(30)}

    assert tokens == {"token-1"}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_the_end_of_a_token_does_not_depend_on_the_computers_zone(zone: str) -> None:
    program = (
        "from kiwoom.endpoints import Reply, read_token\n"
        "from datetime import UTC\n"
        "token = read_token(Reply({'token': 'T', 'expires_dt': '20260919090000'}))\n"
        "print(token.expires.astimezone(UTC).isoformat())"
    )

    printed = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert printed.strip() == "2026-09-19T00:00:00+00:00"


async def test_a_refusal_is_shared_by_all_who_waited_for_it() -> None:
    """A wrong key must not be tried once for every chart (fault B17)."""
    broker = Broker()
    broker.error = AuthError("no", 8001)
    keeper = broker.keeper()

    results = await asyncio.gather(
        *(keeper.get() for _ in range(16)), return_exceptions=True
    )
    refused = broker.issued
    broker.error = None
    token = await keeper.get()

    assert {type(result) for result in results} == {AuthError}
    assert refused == 1
    assert token == "token-2"


async def test_a_caller_who_gives_up_leaves_the_call_to_the_next() -> None:
    broker = Broker()
    keeper = broker.keeper()
    first = asyncio.create_task(keeper.get())
    second = asyncio.create_task(keeper.get())
    await asyncio.sleep(0)

    first.cancel()

    assert await second == "token-1"


async def test_a_request_that_was_long_under_way_is_followed_no_sooner() -> None:
    broker = Broker()
    keeper = broker.keeper()
    broker.on_the_way_s = 5.0  # the broker counts from when it has arrived
    first = await keeper.get()
    broker.on_the_way_s = 0.0
    keeper.discard(first)

    await keeper.get()

    early, late = broker.issued_at
    assert late - early >= 1.0
