"""What a page shows of one chart beside its candles, and what a user does there.

A cell is no component of its own: sixteen of them would cost the server more than all
the rest of a page (``docs/decisions/0024``). The component that draws the charts hands
them over together, see :class:`dashboard.live.Live`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import param

Taker = Callable[[Mapping[str, Any]], None]


class ChartCell(param.Parameterized):
    """The place of one chart: what its header tells, and which channel it shows."""

    channel = param.Integer(default=-1, doc="Number of the channel it shows.")
    indicators = param.List(default=[], item_type=str, doc="Names of what is drawn.")
    interval = param.String(default="1m", doc="Interval of the chart.")
    is_fixed = param.Boolean(doc="Whether symbol and interval cannot be changed.")
    key = param.String(doc="Name of the chart within its page.")
    message = param.String(doc="What an empty chart says.")
    plan = param.String(doc="Name of the template that its figure is made of.")
    state = param.String(default="loading", doc="Whether there are candles to show.")
    symbol = param.String(doc="Code of the chart's symbol.")
    title = param.String(doc="Name of the chart's symbol.")
    visible = param.Boolean(default=True, doc="Whether it has a place in the grid.")

    def __init__(self, **params: Any) -> None:  # noqa: ANN401
        super().__init__(**params)
        self._takers: list[Taker] = []
        self._senders: list[Taker] = []

    @property
    def shown(self) -> dict[str, Any]:
        """What a page is told of the cell, by name."""
        return {name: getattr(self, name) for name in CELL_VALUES}

    def on_entry(self, taker: Taker) -> None:
        """Have what a user does with the cell told to one more."""
        self._takers.append(taker)

    def on_message(self, sender: Taker) -> None:
        """Have what is said to the cell sent to one more page."""
        self._senders.append(sender)

    def take(self, entry: Mapping[str, Any]) -> None:
        """Tell what a user did with the cell."""
        for taker in self._takers:
            taker(entry)

    def notify(self, text: str) -> None:
        """Show a sentence for a few seconds, and the symbol as it was."""
        self._send({"notice": text})

    def answer(self, found: list[dict[str, str]], number: object) -> None:
        """Tell which instruments fit a search; ``number`` is the question's."""
        self._send({"found": found, "number": number})

    def _send(self, message: Mapping[str, Any]) -> None:
        for sender in self._senders:
            sender(message)


CELL_VALUES = tuple(name for name in ChartCell.param if name != "name")
