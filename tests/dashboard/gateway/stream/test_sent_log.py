"""Every number leads back to the place in the ring where its reader can go on."""

from dashboard.gateway.stream.sent_log import SentLog


def sent() -> SentLog:
    log = SentLog()
    log.add(1, 100, 0, 0.0)  # an answer
    log.add(2, 100, 3, 1.0)  # three events, then two conflated states
    log.add(7, 110, 2, 2.0)
    return log


def test_a_number_within_the_events_of_a_batch_is_found():
    assert sent().find(3) == (100, 2, False)


def test_a_number_behind_the_events_of_a_batch_has_all_of_them():
    assert sent().find(4) == (100, 3, True)
    assert sent().find(6) == (100, 3, True)
    assert sent().following(6, 999) == 110


def test_after_the_last_batch_comes_what_is_new():
    assert sent().find(8) == (110, 2, True)
    assert sent().following(8, 999) == 999


def test_what_is_forgotten_is_not_found():
    log = sent()
    log.forget(before=1.5)

    assert log.find(3) is None
    assert log.find(7) == (110, 1, False)


def test_what_was_never_received_is_cut_off():
    log = sent()
    log.cut(5)

    assert log.following(5, 999) == 999
