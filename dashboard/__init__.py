"""The wall: live candlestick charts on Panel and Bokeh, fed by ``kiwoom``."""
