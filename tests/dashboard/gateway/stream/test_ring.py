"""The ring gives back what it was given, for as long as it keeps it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.gateway.stream.ring import Event, EventRing


def event(number: int) -> Event:
    body = f'{{"n":{number},"text":"삼성\\t"}}'.encode()
    return Event(("trade", "005930"), "trade", body)


def filled(count: int, per_second: int, ring: EventRing) -> list[Event]:
    events = [event(number) for number in range(count)]
    for number, one in enumerate(events):
        ring.append(one, number / per_second)
    return events


@given(st.integers(0, 400), st.integers(1, 50), st.integers(1, 37))
def test_events_come_back_in_order_whether_they_are_packed_or_not(
    start: int, per_second: int, most: int
) -> None:
    ring = EventRing(keep_s=1e9, fresh_s=2)
    events = filled(400, per_second, ring)

    found: list[Event] = []
    place = start
    while place < ring.end:
        part = ring.since(place, most)
        assert 0 < len(part) <= most
        found += part
        place += len(part)

    assert found == events[start:]


def test_events_are_forgotten_after_their_time_and_asking_for_them_is_an_error():
    ring = EventRing(keep_s=10, fresh_s=2)
    filled(300, 10, ring)

    assert 150 <= ring.begin <= 200
    assert ring.since(ring.begin, 1)[0] == event(ring.begin)
    with pytest.raises(LookupError):
        ring.since(ring.begin - 1, 1)
    with pytest.raises(LookupError):
        ring.since(ring.end + 1, 1)


def test_ten_busy_minutes_take_little_room():
    ring = EventRing()
    filled(300_000, 500, ring)

    packed = sum(len(part.data) for part in ring._packed)
    fresh = sum(len(one.body) for one in ring._fresh)
    assert ring.end - ring.begin >= 290_000
    assert packed + fresh < 300_000 * len(event(300_000).body) / 4


def test_the_waiting_time_of_an_event_is_known_to_the_second():
    ring = EventRing(fresh_s=5)
    filled(100, 10, ring)

    assert ring.waited(0, 10.0) > 5
    assert 2.0 <= ring.waited(75, 10.0) <= 3.5
    assert ring.waited(ring.end, 10.0) == 0.0
