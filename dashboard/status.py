"""What the status bar says of the hub's health and of the process's load."""

from typing import Any

from dashboard import texts
from dashboard.numbers import age
from dashboard.services import Services
from kiwoom import FeedState, Health, Mode


def note_of(services: Services) -> str:
    """Return what kind of prices the page shows, empty for real ones of our own."""
    simulated = texts.SIMULATED_HERE if services.keys_page else texts.SIMULATED
    kinds = {Mode.SIM: simulated, Mode.MOCK: texts.MOCK_SERVER}
    mode = services.client.mode
    kind = kinds.get(mode, "") if mode else ""
    is_relayed = services.settings.feed is not None and not services.is_worker
    relayed = texts.RELAYED if is_relayed else ""
    return " · ".join(filter(None, (kind, relayed)))


def status_of(services: Services) -> dict[str, Any]:
    """Return the status bar's parameters."""
    health = services.hub.health()
    labels = texts.STATUS_LABELS
    return {
        "state": health.state.value,
        "state_text": _state_text(health),
        "phase": _phase_text(health),
        "figures": {
            labels["trades"]: f"{health.trades_per_second:,}건/초",
            labels["age"]: age(health.trade_age_s),
            labels["rest"]: f"{health.rest_calls}회/초 · 대기 {health.rest_waiting}",
            labels["viewers"]: f"{len(services.pages)}",
            labels["version"]: services.version,
        },
    }


def _state_text(health: Health) -> str:
    text = texts.FEED_STATES[health.state]
    if health.state is FeedState.CATCHING_UP:
        done = health.symbols - health.catching_up
        text = f"{text} {done}/{health.symbols}"
    return " · ".join(filter(None, (text, health.reason, health.store_trouble)))


def _phase_text(health: Health) -> str:
    phase = texts.PHASES[health.phase]
    if health.exchange_time is None:
        return phase
    return f"{phase} {health.exchange_time:%Y-%m-%d %H:%M:%S}"
