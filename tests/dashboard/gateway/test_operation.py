"""What an operator sees: figures for Prometheus, and red only for a restart."""

from dataclasses import replace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.gateway.operation import status_of
from kiwoom import FeedState, Hub, HubTiming
from tests.dashboard.gateway.stream.programs import reading
from tests.dashboard.test_status import WELL
from tests.gateways import open_gateway
from tests.market import eventually, open_market


async def test_the_figures_are_those_of_the_hub_and_the_socket():
    async with (
        open_market() as market,
        open_gateway(market) as gateway,
        reading(gateway.port) as program,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http,
    ):
        await program.ask("subscribe", symbols=["005930"], channels=["trade"])
        await program.next("trade")
        await eventually(lambda: market.hub.health().trades_per_second)
        reply = await http.get("/metrics")

    families = {f.name: f for f in text_string_to_metric_families(reply.text)}
    value = {
        name: family.samples[0].value
        for name, family in families.items()
        if len(family.samples) == 1
    }
    states = {str(s.labels): s.value for s in families["kiwoom_feed_state"].samples}
    assert value["kiwoom_stream_connections"] == 1
    assert value["kiwoom_symbols"] == 1
    assert value["kiwoom_trades_per_second"] > 0
    assert value["kiwoom_trades"] >= value["kiwoom_trades_per_second"]
    assert value["kiwoom_pages"] == 0
    assert value["kiwoom_stream_events"] > 0
    assert value["process_resident_memory_bytes"] > 10_000_000
    assert sum(states.values()) == 1
    assert value["kiwoom_rest_busiest"] <= 5


@pytest.mark.parametrize("state", list(FeedState))
def test_nothing_that_the_broker_does_calls_for_a_restart(state):
    status = status_of(replace(WELL, state=state, store_trouble="disk full"))

    assert status in {"ok", "waiting"}


def test_a_hub_that_looks_around_no_more_does():
    assert status_of(replace(WELL, look_age_s=61.0)) == "restart"


async def test_a_restart_is_asked_for_with_503():
    rarely = HubTiming(tick_s=600.0)
    async with (
        open_market() as market,
        Hub(market.client, timing=rarely) as hub,
        open_gateway(replace(market, hub=hub)) as gateway,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http,
    ):
        well = await http.get("/api/v1/health")
        hub._looked -= 120
        stuck = await http.get("/api/v1/health")

    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert (stuck.status_code, stuck.json()["status"]) == (503, "restart")
