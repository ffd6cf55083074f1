"""Routes about the gateway itself: health, what is watched, limits."""

from fastapi import APIRouter

from dashboard.gateway.replies import HealthReply, LimitsReply, SubscriptionReply
from dashboard.gateway.source import MarketQueries
from kiwoom import Hub

_MOST_SYMBOLS = 199


def routes(hub: Hub, client: MarketQueries, version: str) -> APIRouter:
    """Return the routes over a running hub and its client."""
    router = APIRouter(tags=["운영"])

    @router.get("/health", summary="시세 연결 상태")
    async def health() -> HealthReply:
        """Tell how the connection to the broker is doing."""
        state = hub.health()
        known = {name: getattr(state, name, None) for name in HealthReply.model_fields}
        return HealthReply.model_validate(
            known
            | {
                "mode": client.mode,
                "reason": " · ".join(filter(None, (state.reason, state.store_trouble))),
                "trade_age": state.trade_age_s,
                "version": version,
            }
        )

    @router.get("/subscriptions", summary="보고 있는 종목")
    async def subscriptions() -> list[SubscriptionReply]:
        """Return every symbol that somebody watches."""
        return [
            SubscriptionReply(symbol=symbol, viewers=count, state=hub.state(symbol))
            for symbol, count in hub.viewers().items()
        ]

    @router.get("/limits", summary="호출 한도")
    async def limits() -> LimitsReply:
        """Return how many calls are allowed, were sent, and wait."""
        sent, waiting = client.rest_load()
        return LimitsReply(
            calls_per_second=client.calls_per_second,
            sent=sent,
            waiting=waiting,
            symbols=len(hub.viewers()),
            most_symbols=_MOST_SYMBOLS,
        )

    return router
