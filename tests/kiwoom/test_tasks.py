"""What must not end begins again, and closing ends everything."""

import asyncio
import logging

import pytest

from kiwoom.tasks import Tasks
from tests.kiwoom.samples import eventually, no_delays


async def test_kept_work_that_fails_begins_again_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    tasks, begun, told = Tasks(), [], []

    async def work() -> None:
        begun.append(1)
        if len(begun) < 3:
            raise RuntimeError("broken")
        await asyncio.Event().wait()

    tasks.keep(work, "feed", no_delays(), lambda: told.append(1))
    await eventually(lambda: len(begun) == 3)
    await tasks.aclose()

    assert len(told) == 2
    assert [record.message for record in caplog.records] == ["task failed"] * 2


async def test_kept_work_that_returns_begins_again() -> None:
    tasks, begun = Tasks(), []

    async def work() -> None:
        begun.append(1)

    tasks.keep(work, "feed", no_delays(), lambda: None)
    await eventually(lambda: len(begun) > 2)
    await tasks.aclose()

    assert len(tasks) == 0


async def test_closing_also_ends_what_was_begun_meanwhile() -> None:
    tasks = Tasks()

    async def begin_another() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            tasks.spawn(asyncio.Event().wait(), "late")

    tasks.spawn(begin_another(), "first")
    await asyncio.sleep(0)
    await tasks.aclose()

    assert len(tasks) == 0
