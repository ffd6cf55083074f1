"""Pages that are opened at once are built one after the other."""

import asyncio

from bokeh.document import Document

from dashboard.door import Door


async def test_frames_go_out_between_two_pages_that_were_opened_at_once():
    door = Door()
    happened = []
    all_built = asyncio.Event()

    async def open_page(name):
        await door.on_session_created(None)
        happened.append(name)
        if name == "last":
            all_built.set()

    async def send_frames():
        while not all_built.is_set():
            happened.append("frame")
            await asyncio.sleep(0)

    await asyncio.gather(*map(open_page, ("first", "second", "last")), send_frames())

    pages = [what for what in happened if what != "frame"]
    assert pages == ["first", "second", "last"]
    assert happened.index("second") - happened.index("first") > 10
    assert happened.index("last") - happened.index("second") > 10


async def test_a_visitor_who_gives_up_waiting_keeps_nobody_out():
    door = Door()
    await door.on_session_created(None)
    impatient = asyncio.ensure_future(door.on_session_created(None))
    await asyncio.sleep(0)
    impatient.cancel()

    async with asyncio.timeout(10):
        await door.on_session_created(None)

    assert impatient.cancelled()


def test_the_door_adds_nothing_to_a_page():
    document = Document()

    Door().modify_document(document)

    assert document.roots == []
