"""A market of the user's own: candles of a DataFrame, drawn like all others."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import pandas as pd

from dashboard import texts
from kiwoom import (
    KST,
    Candle,
    CandleSeries,
    ExpectedMatch,
    FeedState,
    Instrument,
    Interval,
    Market,
    Mode,
    Subscription,
    Summary,
)

_PRICES = ("open", "high", "low", "close")
OWN_SYMBOL = "000000"


class FrameMarket:
    """One series that does not move, in the words in which charts ask for the market.

    Parameters
    ----------
    frame
        Columns ``open high low close`` and maybe ``volume``, indexed by time, in any
        order; times without a zone are KST.
    name
        What the chart is called.

    Raises
    ------
    ValueError
        If a column is missing, the index is not of times, or a price is not a number.
    """

    mode: Mode | None = None
    exchange_time: datetime | None = None

    def __init__(self, frame: pd.DataFrame, name: str) -> None:
        ordered = _checked(frame)
        self.interval = _interval(ordered.index)
        self._series = CandleSeries(OWN_SYMBOL, self.interval)
        self._series.adopt(_candles(ordered, self.interval))
        self._instrument = Instrument(OWN_SYMBOL, name, Market.OTHER, 0, 0)

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """The one that there is."""
        return {OWN_SYMBOL: self._instrument}

    def instrument(self, symbol: str) -> Instrument | None:
        """Return the one that there is."""
        return self.instruments.get(symbol)

    def series(self, symbol: str, interval: Interval) -> CandleSeries:
        """Return the frame's candles, whatever is asked for."""
        del symbol, interval
        return self._series

    def latest(self, symbol: str) -> Summary | None:
        """Return nothing: a frame knows no day in progress."""
        return None

    def expected(self, symbol: str) -> ExpectedMatch | None:
        """Return nothing."""
        return None

    def state(self, symbol: str) -> FeedState:
        """Return that nothing moves any more."""
        del symbol
        return FeedState.CLOSED

    def load_older(self, symbol: str, interval: Interval) -> None:
        """Do nothing: all candles are there."""

    def subscribe(self, symbol: str) -> Subscription:
        """Return a subscription of nothing."""
        return Subscription(symbol, lambda: None)


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in _PRICES if name not in frame]
    if missing:
        raise ValueError(texts.FRAME_LACKS.format(names=", ".join(missing)))
    if not isinstance(frame.index, pd.DatetimeIndex):
        raise ValueError(texts.FRAME_WITHOUT_TIMES)
    columns = [*_PRICES, *(name for name in ("volume",) if name in frame)]
    numbers = frame[columns].apply(pd.to_numeric, errors="coerce").astype("float64")
    if numbers[list(_PRICES)].isna().to_numpy().any():
        raise ValueError(texts.FRAME_WITH_HOLES)
    ordered = numbers[~numbers.index.duplicated(keep="last")].sort_index()
    times = cast("pd.DatetimeIndex", ordered.index)
    zoned = times.tz_localize(KST) if times.tz is None else times.tz_convert(KST)
    return cast("pd.DataFrame", ordered.set_axis(zoned))


def _interval(times: Any) -> Interval:  # noqa: ANN401
    steps = pd.Series(times).diff().dropna()
    step = pd.Timedelta(steps.median() if len(steps) else timedelta(days=1))
    minutes = max(1, round(step / pd.Timedelta(minutes=1)))
    widths = [each for each in Interval if each.is_intraday]
    narrower = [each for each in widths if each.minutes <= minutes]
    return Interval.D1 if minutes > widths[-1].minutes else narrower[-1]


def _candles(frame: pd.DataFrame, interval: Interval) -> list[Candle]:
    volumes = frame.get("volume", pd.Series(0.0, index=frame.index)).fillna(0)
    times = frame.index if interval.is_intraday else frame.index.normalize()  # type: ignore[attr-defined]
    rows = zip(times, *(frame[name] for name in _PRICES), volumes, strict=True)
    return [
        Candle(time.to_pydatetime(), *map(_whole, numbers)) for time, *numbers in rows
    ]


def _whole(number: float) -> int:
    # Won are whole; other money keeps its decimals.
    return int(number) if number.is_integer() else cast("int", number)
