"""Time passes, and jumps where nothing trades; notices come in order."""

from datetime import date, datetime, time, timedelta

import pytest

from kiwoom.hours import KST
from kiwoom.simulator.clock import Clock, first_moment
from kiwoom.trading_calendar import load_calendar

CALENDAR = load_calendar()
FRIDAY, MONDAY = date(2026, 9, 18), date(2026, 9, 21)


def at(clock: str, day: date = FRIDAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=KST)


def codes(clock: Clock, after: datetime, until: datetime) -> str:
    found = [notice.code for notice in clock.notices(after, until)]
    return "".join(c for n, c in enumerate(found) if not n or found[n - 1] != c)


def of_krx(seen: str) -> str:
    """Return the exchange's own notices, without those of NXT; each run once."""
    own = [code for code in seen if code not in "PQRSTUV"]
    return "".join(c for n, c in enumerate(own) if not n or own[n - 1] != c)


def test_speed_multiplies_time() -> None:
    assert Clock(CALENDAR, speed=10).moved(at("10:00:00"), 3) == at("10:00:30")


def test_time_stands_still_after_the_last_day() -> None:
    clock = Clock(CALENDAR, speed=3600, last_day=FRIDAY)

    assert clock.moved(at("20:00:00"), 10) == at("23:59:59")


def test_the_wall_has_no_last_day() -> None:
    moved = Clock(CALENDAR).moved(at("23:59:59"), 2)

    assert moved == at("00:00:01", date(2026, 9, 19))


@pytest.mark.parametrize(
    ("now", "after"),
    [
        ("15:19:59.95", at("15:30:00")),
        ("15:30:34.95", at("15:40:00")),
        ("15:40:14.95", at("16:00:00")),
        ("16:00:01.95", at("08:59:50", MONDAY)),
        ("03:00:00", at("08:59:50")),
    ],
)
def test_dead_stretches_are_skipped(now: str, after: datetime) -> None:
    clock = Clock(CALENDAR, always_open=True)

    assert clock.moved(at(now), 0.1) == after


def test_a_day_off_is_skipped() -> None:
    clock = Clock(CALENDAR, always_open=True)

    moved = clock.moved(at("12:00:00", date(2026, 9, 19)), 0.1)

    assert moved == at("08:59:50", MONDAY)


@pytest.mark.parametrize("speed", [1.0, 60.0, 3_000.0])
def test_no_opening_is_missed_at_any_speed(speed: float) -> None:
    clock = Clock(CALENDAR, speed=speed, always_open=True)
    now, seen = at("15:19:00"), []

    while now < at("09:00:00", MONDAY):
        now = clock.moved(now, 0.1)
        seen.append(now)

    assert at("15:30:00") in seen
    assert at("15:40:00") in seen
    assert at("08:59:50", MONDAY) in seen


def test_a_late_opening_moves_the_start() -> None:
    clock = Clock(CALENDAR, always_open=True)

    assert clock.moved(at("08:00:00", date(2026, 11, 19)), 1).time() == time(9, 59, 50)


def test_notices_of_a_day_come_in_order() -> None:
    seen = codes(Clock(CALENDAR), at("00:00:00"), at("23:59:59"))

    assert seen == "P0Q03R2S24T8aUbcd9V"


def test_an_always_open_market_tells_of_close_and_opening() -> None:
    clock = Clock(CALENDAR, always_open=True)
    now, seen = at("15:19:59"), ""

    while now < at("09:00:01", MONDAY):
        later = clock.moved(now, 0.1)
        seen += codes(clock, now, later)
        now = later

    assert of_krx(seen) == "248abcd903"
    assert "V" in seen


def test_notices_before_the_opening_count_down() -> None:
    told = Clock(CALENDAR).notices(at("08:00:00"), at("08:59:59"))
    notices = [notice for notice in told if notice.code != "Q"]

    assert [notice.code for notice in notices] == ["0"] * 5
    assert notices[0].time == at("08:40:00")
    for notice in notices:
        opening = notice.time + timedelta(seconds=notice.remaining_s)
        assert opening == at("09:00:00")


def test_each_notice_comes_once() -> None:
    clock = Clock(CALENDAR)

    assert len(clock.notices(at("08:59:59"), at("09:00:00"))) == 1
    assert clock.notices(at("09:00:00"), at("09:00:01")) == []


def test_nothing_is_announced_on_a_day_off() -> None:
    saturday = date(2026, 9, 19)

    notices = Clock(CALENDAR).notices(
        at("00:00:00", saturday), at("23:00:00", saturday)
    )

    assert notices == []


def test_a_simulation_begins_in_mid_session_of_the_last_trading_day() -> None:
    sunday = at("12:00:00", date(2026, 9, 20))

    assert first_moment(CALENDAR, sunday, None, None) == at("10:00:00")
    assert first_moment(CALENDAR, sunday, MONDAY, time(9, 30)) == at("09:30:00", MONDAY)
