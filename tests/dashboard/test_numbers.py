"""Numbers are written as Korean traders read them."""

import pytest

from dashboard.numbers import age, signed_rate, signed_won, won


def test_prices_have_thousands_separators():
    assert won(1_217_000) == "1,217,000"


@pytest.mark.parametrize(
    ("change", "text"), [(1500, "▲1,500"), (-1500, "▼1,500"), (0, "0")]
)
def test_a_change_has_its_triangle(change, text):
    assert signed_won(change) == text


@pytest.mark.parametrize(
    ("rate", "text"), [(0.5, "+0.50%"), (-12.345, "-12.35%"), (0.0, "0.00%")]
)
def test_a_rate_has_its_sign_and_two_decimals(rate, text):
    assert signed_rate(rate) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "—"), (0.04, "0.0초"), (59.9, "59.9초"), (61, "1분 1초")],
)
def test_an_age_is_in_seconds_then_minutes(seconds, text):
    assert age(seconds) == text
