"""The OpenAPI document tells the truth, with and without a token: Schemathesis."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.gateways import TOKEN, access_to, open_gateway
from tests.market import eventually, open_market

_EXAMPLES = 12


@contextmanager
def served(folder: Path, *, needs_login: bool) -> Iterator[str]:
    """Run a market and its gateway in a loop of their own, as a server would."""
    address: list[str] = []
    is_up, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        access = access_to(needs_login=needs_login, data_dir=folder)
        async with open_market() as market, open_gateway(market, access) as gateway:
            await eventually(lambda: market.hub.instruments)
            address.append(f"http://127.0.0.1:{gateway.port}")
            is_up.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert is_up.wait(30)
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


@pytest.fixture(scope="module", params=[False, True], ids=["open", "token"])
def gateway(request, tmp_path_factory) -> Iterator[tuple[str, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("contract")
    headers = {"authorization": f"Bearer {TOKEN}"} if request.param else {}
    with served(folder, needs_login=request.param) as address:
        yield address, headers


class Login:
    """Shows the token, so that Schemathesis can also leave it away."""

    def get(self, case, context) -> str:
        return TOKEN

    def set(self, case, data: str, context) -> None:
        case.headers["authorization"] = f"Bearer {data}"


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_keeps_the_contract(gateway, mode):
    address, headers = gateway
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json", headers=headers)
    if headers:
        schema.auth()(Login)
    operations = [result.ok() for result in schema.get_all_operations()]

    for operation in operations:
        hold_to_it(operation, mode)

    assert len(operations) >= 12


def hold_to_it(operation, mode: GenerationMode) -> None:
    """Send generated requests, and check each answer in every way there is."""

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def hold(case) -> None:
        case.call_and_validate()

    try:
        hold()
    except Unsatisfiable:
        # An operation without parameters cannot be asked wrongly.
        assert mode is GenerationMode.NEGATIVE
