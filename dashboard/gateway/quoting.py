"""A symbol's figures as the gateway tells them, asked for or streamed."""

from dashboard.gateway.replies import QuoteReply
from kiwoom import FeedState, Hub, Summary, split_code

_CERTAIN = {FeedState.LIVE, FeedState.CLOSED}


def is_followed(hub: Hub, symbol: str) -> bool:
    """Whether the hub's figures of a symbol are those of this moment."""
    return symbol in hub.viewers() and hub.state(symbol) in _CERTAIN


def live_figures(hub: Hub, symbol: str) -> Summary | None:
    """Return the hub's figures of a symbol that is followed, ``None`` of others."""
    return hub.latest(symbol) if is_followed(hub, symbol) else None


def quote_reply(hub: Hub, summary: Summary, *, is_live: bool) -> QuoteReply:
    """Return a symbol's figures with where they come from and how old they are."""
    instrument = hub.instrument(summary.symbol)
    now = hub.exchange_time
    age = (now - summary.time).total_seconds() if now and summary.time else None
    return QuoteReply(
        **{
            name: getattr(summary, name)
            for name in QuoteReply.model_fields
            if hasattr(summary, name)
        }
        | {
            "name": instrument.name if instrument else summary.name,
            "venue": split_code(summary.symbol)[1],
            "source": "live" if is_live else "rest",
            "age": None if age is None else max(0.0, age),
        }
    )
