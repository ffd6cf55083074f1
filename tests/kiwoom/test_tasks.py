"""What must not end begins again, and closing ends everything."""

import asyncio
import logging

import pytest

from kiwoom.tasks import Tasks, end_tasks
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


async def test_a_task_that_loses_a_cancellation_is_cancelled_again() -> None:
    lost = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    async with asyncio.timeout(10):
        await end_tasks(task, patience_s=0.01)

    assert lost.is_set()
    assert task.cancelled()


async def test_a_task_is_given_the_time_to_end_properly() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            ended.append("properly")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)

    await end_tasks(task)

    assert ended == ["properly"]


async def test_what_a_task_raised_is_let_go_at_its_end() -> None:
    async def work() -> None:
        raise RuntimeError("broken")

    failed, done = asyncio.create_task(work()), asyncio.create_task(asyncio.sleep(0))
    await asyncio.wait([failed, done])

    await end_tasks(failed, done)

    assert isinstance(failed.exception(), RuntimeError)
    await end_tasks()
