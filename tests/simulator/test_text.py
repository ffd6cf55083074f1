"""Numbers as Kiwoom writes them, case by case."""

from datetime import date

import pytest

from kiwoom.simulator import text


@pytest.mark.parametrize(
    ("price", "base", "written"),
    [
        (257_750, 269_000, "-257750"),
        (131_500, 130_000, "+131500"),
        (97_900, 97_900, "97900"),
    ],
)
def test_a_prices_sign_is_its_direction(price: int, base: int, written: str) -> None:
    assert text.signed_price(price, base) == written


def test_an_empty_level_is_zero() -> None:
    assert text.quoted_price(0, 97_900) == "0"


@pytest.mark.parametrize(
    ("number", "written"), [(600, "+600"), (-600, "-600"), (0, "0")]
)
def test_a_differences_sign_is_real(number: int, written: str) -> None:
    assert text.delta(number) == written


@pytest.mark.parametrize(
    ("percent", "written"),
    [(2.376, "+2.38"), (-4.182, "-4.18"), (0.0, "0.00"), (-0.004, "0.00")],
)
def test_a_rate_has_two_decimals(percent: float, written: str) -> None:
    assert text.rate(percent) == written


@pytest.mark.parametrize(
    ("price", "code"),
    [(130, "1"), (101, "2"), (100, "3"), (70, "4"), (99, "5")],
)
def test_directions_have_five_codes(price: int, code: str) -> None:
    assert text.direction(price, 100, (70, 130)) == code


@pytest.mark.parametrize(
    ("volume", "yesterday", "written"),
    [
        (7_198_927, 22_517_075, "-31.97"),
        (200, 100, "+200.00"),
        (100, 100, "+100.00"),
        (5, 0, "+0.00"),
    ],
)
def test_volume_is_compared_with_yesterdays(
    volume: int, yesterday: int, written: str
) -> None:
    assert text.volume_ratio(volume, yesterday) == written


@pytest.mark.parametrize(
    ("bought", "sold", "written"),
    [(3_266_718, 3_645_181, "89.62"), (1, 0, "500.00"), (0, 0, "0.00"), (0, 5, "0.00")],
)
def test_strength_is_buyers_against_sellers(
    bought: int, sold: int, written: str
) -> None:
    assert text.strength(bought, sold) == written


@pytest.mark.parametrize(
    ("won", "written"), [(1_499_999, "1"), (1_500_000, "2"), (0, "0")]
)
def test_millions_are_rounded_half_up(won: int, written: str) -> None:
    assert text.millions(won) == written


def test_market_caps_are_in_hundred_millions() -> None:
    assert text.hundred_millions(257_750 * 5_846_278_608) == "15068783"


@pytest.mark.parametrize(
    ("seconds", "written"), [(0, "000000"), (32_416, "090016"), (86_399, "235959")]
)
def test_times_are_six_digits(seconds: int, written: str) -> None:
    assert text.clock(seconds) == written


def test_days_are_eight_digits() -> None:
    assert text.day(date(2026, 1, 2)) == "20260102"
