"""Numbers are written as people read them."""

import pytest

from dashboard.numbers import age


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "—"), (0.04, "0.0초"), (59.9, "59.9초"), (61, "1분 1초")],
)
def test_an_age_is_in_seconds_then_minutes(seconds, text):
    assert age(seconds) == text
