"""Figures for Prometheus at ``/metrics``."""

import asyncio
from collections.abc import Collection, Iterator

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    StateSetMetricFamily,
)
from prometheus_client.registry import Collector

from dashboard.gateway.source import MarketQueries
from dashboard.gateway.stream import Audience
from kiwoom import FeedState, Hub

# Name, what it is, and the attribute of the hub's health that tells it.
_GAUGES = (
    ("trades_per_second", "Trades received in the last second", "trades_per_second"),
    ("trade_age_seconds", "Seconds since the last trade arrived", "trade_age_s"),
    ("look_age_seconds", "Seconds since the hub looked around", "look_age_s"),
    ("rest_calls", "REST calls sent within the last second", "rest_calls"),
    ("rest_waiting", "REST calls that wait for their turn", "rest_waiting"),
    ("symbols", "Symbols that somebody watches", "symbols"),
    ("symbols_catching_up", "Of these, those that wait for history", "catching_up"),
    ("gaps_open", "Holes in live trades that nothing has filled", "gaps_open"),
)
_COUNTERS = (
    ("trades", "Trades received", "trades"),
    ("reconnects", "Logins after the first one", "reconnects"),
    ("gaps_healed", "Holes that history has filled", "gaps_healed"),
    ("trades_duplicate", "Trades that came twice", "duplicates"),
    ("trades_late", "Trades that others had overtaken", "late"),
    ("trades_unexplained", "Trades that reach across what is known", "unexplained"),
    ("rows_dropped", "Live rows that could not be read", "dropped_rows"),
)


class MarketCollector(Collector):
    """Reads all figures at the moment of asking."""

    def __init__(
        self,
        hub: Hub,
        client: MarketQueries,
        audience: Audience,
        held_pages: Collection[object],
    ) -> None:
        self._hub = hub
        self._client = client
        self._audience = audience
        self._held_pages = held_pages

    def collect(self) -> Iterator[Metric]:
        """Yield every figure."""
        health = self._hub.health()
        yield StateSetMetricFamily(
            "kiwoom_feed_state",
            "State of the line to the broker",
            {str(state): state is health.state for state in FeedState},
        )
        for name, about, attribute in _GAUGES:
            value = getattr(health, attribute)
            if value is not None:
                yield GaugeMetricFamily(f"kiwoom_{name}", about, value)
        for name, about, attribute in _COUNTERS:
            yield CounterMetricFamily(
                f"kiwoom_{name}", about, getattr(health, attribute)
            )
        yield GaugeMetricFamily(
            "kiwoom_rest_busiest",
            "REST calls of the busiest kind within the last second",
            self._client.busiest(),
        )
        tasks = len(asyncio.all_tasks())
        yield GaugeMetricFamily("kiwoom_tasks", "Tasks of the process's loop", tasks)
        yield GaugeMetricFamily(
            "kiwoom_pages",
            "Pages of browsers that the process holds in memory",
            len(self._held_pages),
        )
        yield from self._of_the_stream()

    def _of_the_stream(self) -> Iterator[Metric]:
        audience = self._audience
        yield GaugeMetricFamily(
            "kiwoom_stream_connections", "Programs on the socket", len(audience)
        )
        yield CounterMetricFamily(
            "kiwoom_stream_events", "Events told", audience.broadcast.ring.end
        )
        yield GaugeMetricFamily(
            "kiwoom_stream_dropped",
            "Events that connected programs were not sent, because they read slowly",
            audience.dropped,
        )
        yield CounterMetricFamily(
            "kiwoom_stream_cut",
            "Connections closed because they read nothing",
            audience.cut,
        )


def routes(
    hub: Hub, client: MarketQueries, audience: Audience, held_pages: Collection[object]
) -> APIRouter:
    """Return the route of the figures."""
    registry = CollectorRegistry()
    registry.register(MarketCollector(hub, client, audience, held_pages))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def metrics() -> Response:
        """Return figures in the text format of Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
