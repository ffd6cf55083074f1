"""A process that stood still notices it; a clock that was set does not matter."""

from kiwoom.awake import Wakefulness


def test_a_late_look_is_noticed_once() -> None:
    now = [100.0]
    wakefulness = Wakefulness(1.0, 15.0, lambda: now[0])
    seen = []
    for later in (1.0, 1.2, 15.9, 3_600.0, 1.0):
        now[0] += later
        seen.append(wakefulness.was_stopped())

    assert seen == [False, False, False, True, False]


def test_it_has_a_clock_of_its_own() -> None:
    assert not Wakefulness(1.0, 15.0).was_stopped()
