"""What the charts of a small grid show."""

SYMBOLS = ("005930", "000660", "035420", "035720")
