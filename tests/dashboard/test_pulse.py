"""The demo tells each second what came in, what went out, and what was asked."""

import re

from tests.programs import running

PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")
_LINES = 6


def test_a_line_comes_each_second_and_the_broker_s_limit_is_kept():
    with running("demo", *PORTS) as demo:
        demo.ready_addresses()
        lines = [demo.line_with("pulse") for _ in range(_LINES)]

    calls = [re.search(r"rest=(\d+)/5", line) for line in lines]
    assert all(found is not None and int(found[1]) <= 5 for found in calls)
    assert all("trades=" in line and "events=" in line for line in lines)
