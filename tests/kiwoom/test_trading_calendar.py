"""Which days trade and when: the shipped days, the user's corrections, bad files."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom import ConfigError, TradingCalendar, load_calendar
from kiwoom.hours import TradingHours

FRIDAY = date(2026, 9, 18)
MONDAY = date(2026, 9, 21)
DAYS = st.dates(date(2005, 1, 3), date(2030, 12, 1))


def corrected(folder: Path, text: str) -> TradingCalendar:
    """Return the calendar with a user's file of corrections."""
    path = folder / "krx_days.toml"
    path.write_text(text, "utf-8")
    return load_calendar(path)


@pytest.mark.parametrize(
    ("day", "trades"),
    [
        (FRIDAY, True),
        (FRIDAY + timedelta(days=1), False),
        (FRIDAY + timedelta(days=2), False),
        (MONDAY, True),
        (date(2026, 1, 1), False),
        (date(2026, 9, 25), False),
        (date(2026, 6, 3), False),
        (date(2025, 12, 31), False),
        (date(1999, 9, 17), False),
        (date(2031, 9, 18), False),
    ],
    ids=[
        "friday",
        "saturday",
        "sunday",
        "monday",
        "new year",
        "chuseok",
        "local elections",
        "last day of the year",
        "before all days",
        "after all days",
    ],
)
def test_the_shipped_calendar_knows_the_exchanges_days(day: date, trades: bool) -> None:
    assert load_calendar().is_trading_day(day) is trades


def test_an_exam_day_begins_and_ends_an_hour_late() -> None:
    hours = load_calendar().hours(date(2026, 11, 19))

    assert (hours.auction, hours.open) == (time(9, 30), time(10))
    assert (hours.closing_auction, hours.close) == (time(16, 20), time(16, 30))
    assert (hours.after_hours_match, hours.after_hours_close) == (
        time(16, 40),
        time(19),
    )


def test_the_first_day_of_a_year_begins_late_and_ends_as_usual() -> None:
    hours = load_calendar().hours(date(2026, 1, 2))

    assert (hours.auction, hours.open) == (time(9, 30), time(10))
    assert (hours.closing_auction, hours.close) == (time(15, 20), time(15, 30))
    assert hours.after_hours_close == time(18)


def test_other_days_have_the_ordinary_hours() -> None:
    assert load_calendar().hours(FRIDAY) == TradingHours()


@given(DAYS)
def test_a_day_lies_between_its_neighbours_of_the_calendar(day: date) -> None:
    calendar = load_calendar()

    before, after = calendar.on_or_before(day), calendar.next_after(day)

    assert before <= day < after
    assert calendar.is_trading_day(before)
    assert calendar.is_trading_day(after)
    assert calendar.next_after(before) == after
    assert calendar.is_trading_day(day) == (before == day)


@given(DAYS, st.integers(0, 300))
def test_the_first_days_are_those_that_the_next_ones_lead_to(
    day: date, count: int
) -> None:
    calendar = load_calendar()

    found = calendar.first_from(day, count)

    assert len(found) == min(count, sum(one >= day for one in calendar.days))
    walked, current = [], day - timedelta(days=1)
    for _ in found:
        current = calendar.next_after(current)
        walked.append(current)
    assert list(found) == walked


def test_no_days_are_made_up_outside_of_the_calendar() -> None:
    calendar = load_calendar()

    assert calendar.first_from(date.min, 2) == calendar.days[:2]
    assert calendar.first_from(date.max, 2) == ()
    assert calendar.first_from(calendar.days[-1], 5) == calendar.days[-1:]


def test_a_user_closes_a_day_that_the_calendar_did_not_know_of(tmp_path: Path) -> None:
    calendar = corrected(tmp_path, "closed = [2026-09-18]")

    assert not calendar.is_trading_day(FRIDAY)
    assert calendar.on_or_before(FRIDAY) == date(2026, 9, 17)
    assert load_calendar().is_trading_day(FRIDAY)


def test_a_user_opens_a_day_that_the_calendar_calls_a_holiday(tmp_path: Path) -> None:
    calendar = corrected(tmp_path, "open = [2026-06-03]")

    assert calendar.is_trading_day(date(2026, 6, 3))


def test_a_users_hours_go_before_the_shipped_ones(tmp_path: Path) -> None:
    calendar = corrected(
        tmp_path,
        """
        [shifted]
        2026-11-19 = 30
        [opens]
        2026-09-18 = "11:00"
        """,
    )

    assert calendar.hours(date(2026, 11, 19)).open == time(9, 30)
    assert calendar.hours(FRIDAY).open == time(11)
    assert calendar.hours(FRIDAY).close == time(15, 30)


def test_a_file_that_is_not_there_corrects_nothing(tmp_path: Path) -> None:
    assert load_calendar(tmp_path / "krx_days.toml") == load_calendar()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("closed = [2026-09-18", ""),
        ("closed = 2026-09-18", "closed"),
        ('closed = ["a holiday"]', "closed 0"),
        ("closed = [2026-09-18T09:00:00]", "closed 0"),
        ("holidays = [2026-09-18]", "holidays"),
        ("[shifted]\n2026-09-18 = -60", "shifted 2026-09-18"),
        ("[shifted]\n2026-09-18 = 900", "shifted 2026-09-18"),
        ('[shifted]\n2026-09-18 = "an hour"', "shifted 2026-09-18"),
        ("[shifted]\nfriday = 60", "shifted friday"),
        ('[opens]\n2026-09-18 = "08:00"', "opens 2026-09-18"),
        ('[opens]\n2026-09-18 = "15:20"', "opens 2026-09-18"),
        ('[opens]\n2026-09-18 = "25:00"', "opens 2026-09-18"),
        ("\x00\x01", ""),
    ],
)
def test_a_bad_file_is_named_with_the_place_and_what_to_do(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        corrected(tmp_path, text)

    said = str(refused.value)
    assert str(tmp_path / "krx_days.toml") in said
    assert place in said
    assert "다시 시작하세요" in said
    assert "\n" not in said


def test_a_file_in_another_encoding_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "krx_days.toml"
    path.write_bytes("# 임시 공휴일\nclosed = [2026-09-18]\n".encode("cp949"))

    with pytest.raises(ConfigError, match="다시 시작하세요"):
        load_calendar(path)


def test_a_folder_in_its_place_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="다시 시작하세요"):
        load_calendar(tmp_path)


def test_a_file_that_was_mended_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        corrected(tmp_path, "closed = nothing")

    assert not corrected(tmp_path, "closed = [2026-09-18]").is_trading_day(FRIDAY)
