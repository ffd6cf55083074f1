"""Light viewers, of which benchmarks and the soak have many, live as pages do."""

from benchmarks.measure.guests import Guest
from tests.market import eventually
from tests.programs import running

DAY = ("--date", "2026-09-18", "--start", "10:30")
PORTS = ("--port", "0", "--gateway-port", "0", "--no-browser")


async def test_a_guest_is_sent_the_frames_of_a_wall_until_it_leaves(tmp_path):
    with running("demo", *DAY, *PORTS, "--data-dir", str(tmp_path)) as house:
        guest = await Guest.open(house.ready_addresses()[0])
        await eventually(lambda: len(guest.feed.arrivals) > 3)

        await guest.aclose()

        assert house.end() == 0
    assert guest.opening_s > 0
