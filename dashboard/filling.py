"""Waits until charts have what they are to show."""

import asyncio
from collections.abc import Sequence

from dashboard.chart import CandleChart
from kiwoom import FeedState, SeriesState

_LIMIT_S = 60.0
_LOOK_S = 0.1
_ON_THE_WAY = frozenset({FeedState.CONNECTING, FeedState.CATCHING_UP})


async def filled(charts: Sequence[CandleChart], limit_s: float = _LIMIT_S) -> bool:
    """Wait until no chart waits for its history any more; return whether that came.

    A chart that could not be filled, because of its symbol say, is not waited for.
    """
    try:
        async with asyncio.timeout(limit_s):
            while not all(map(_is_filled, charts)):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        return False
    return True


def _is_filled(chart: CandleChart) -> bool:
    is_loading = chart.series.state is SeriesState.LOADING
    return not is_loading and chart.feed_state not in _ON_THE_WAY
