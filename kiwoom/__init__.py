"""An asynchronous library for the Korean stock market over Kiwoom Securities' API."""
