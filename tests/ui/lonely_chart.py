"""A Panel app of somebody's own with one chart in it, as a notebook would show it."""

import os

import panel as pn

from dashboard import CandleChart
from dashboard.indicators import parse_indicator
from kiwoom import Client, Hub, Server

KEYS = ("ma:5,20", "bollinger", "vwap", "ichimoku", "volume_ma", "rsi", "macd")

hub = Hub(Client(Server.simulated(os.environ["SIMULATOR"])))
pn.state.onload(hub.start)
chart = CandleChart(hub, indicators=[parse_indicator(key) for key in KEYS])
pn.panel(chart).servable()
