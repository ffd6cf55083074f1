"""Routes about the gateway itself: health, what is watched, limits."""

from typing import Literal

from fastapi import APIRouter, Response

from dashboard.gateway.replies import HealthReply, LimitsReply, SubscriptionReply
from dashboard.gateway.source import MarketQueries
from kiwoom import FeedState, Health, Hub

_MOST_SYMBOLS = 199


# The hub looks around every second; so late it never will again.
_STUCK_S = 60.0
_WELL = {FeedState.LIVE, FeedState.CATCHING_UP, FeedState.CLOSED}


def status_of(health: Health) -> Literal["ok", "waiting", "restart"]:
    """Return what an operator has to know at first sight."""
    if health.look_age_s > _STUCK_S:
        return "restart"
    return "ok" if health.state in _WELL else "waiting"


def routes(hub: Hub, client: MarketQueries, version: str) -> APIRouter:
    """Return the routes over a running hub and its client."""
    router = APIRouter(tags=["운영"])

    @router.get("/health", summary="시세 연결 상태 · Health")
    async def health(response: Response) -> HealthReply:
        """Tell how the connection to the broker is doing; 503 if only a restart helps.

        An outage of the broker is no reason to restart.
        """
        state = hub.health()
        status = status_of(state)
        if status == "restart":
            response.status_code = 503
        known = {name: getattr(state, name, None) for name in HealthReply.model_fields}
        return HealthReply.model_validate(
            known
            | {
                "status": status,
                "mode": client.mode,
                "broker_time": client.broker_time,
                "reason": " · ".join(filter(None, (state.reason, state.store_trouble))),
                "trade_age": state.trade_age_s,
                "version": version,
            }
        )

    @router.get("/subscriptions", summary="보고 있는 종목 · Watched symbols")
    async def subscriptions() -> list[SubscriptionReply]:
        """Return every symbol that somebody watches."""
        return [
            SubscriptionReply(symbol=symbol, viewers=count, state=hub.state(symbol))
            for symbol, count in hub.viewers().items()
        ]

    @router.get("/limits", summary="호출 한도 · Limits")
    async def limits() -> LimitsReply:
        """Return how many calls are allowed, were sent, and wait."""
        sent, waiting = client.rest_load()
        return LimitsReply(
            calls_per_second=client.calls_per_second,
            busiest=client.busiest(),
            sent=sent,
            waiting=waiting,
            symbols=len(hub.viewers()),
            most_symbols=_MOST_SYMBOLS,
        )

    return router
