"""Facts shipped as data: the exchange's holidays and their corrections."""
