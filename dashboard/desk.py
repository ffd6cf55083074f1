"""What users do with the whole wall, and what of it the house keeps."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from dashboard import texts
from dashboard.components import TopBar
from dashboard.grid import ChartGrid
from dashboard.layouts import SHAPES, Book, Layout, Sync, read_book
from dashboard.services import Services
from dashboard.session_loop import run_beside
from dashboard.snapshot import render, take_snapshot
from kiwoom import KST, Interval, KiwoomError, Ranking, explain

log = logging.getLogger(__name__)

_JSON = "application/json"
_HTML = "text/html"
_LONGEST_BOOK = 2_000_000


class Desk:
    """Does what the top bar's buttons and menus ask for.

    What takes time happens beside the session. Whatever cannot be done is told in one
    sentence and changes nothing. The wall as it is now is kept by itself, soon after
    each change.

    Parameters
    ----------
    services
        What the process shares.
    grid, bar
        The charts, and where results are shown.
    """

    def __init__(self, services: Services, grid: ChartGrid, bar: TopBar) -> None:
        self._services = services
        self._grid = grid
        self._bar = bar
        self._kept = grid.version
        self._is_keeping = False
        self._deeds: dict[str, Callable[[Any], None]] = {
            "interval": self._show_interval,
            "shape": self._show_shape,
            "sync": self._share,
            "refresh": lambda _: self._refresh(),
            "keep_layout": self._keep_layout,
            "show_layout": self._show_layout,
            "drop_layout": lambda name: self._drop("layout", name),
            "keep_group": self._keep_group,
            "drop_group": lambda name: self._drop("group", name),
            "fill_group": self._fill_from_group,
            "fill": self._fill_from_ranking,
            "export": lambda _: self._export(),
            "import": self._import,
            "snapshot": lambda _: self._snapshot(),
        }

    def take(self, request: Mapping[str, Any]) -> None:
        """Do what a message of the top bar asks for; an unknown one is noted.

        Runs in the server's loop.
        """
        for name, value in request.items():
            deed = self._deeds.get(name)
            try:
                if deed is None:
                    raise ValueError(name)
                deed(value)
            except (AttributeError, TypeError, ValueError):
                log.warning("bad message of a page")

    def keep_current(self) -> None:
        """Keep the wall as it is now, if it changed since the last time."""
        if self._kept == self._grid.version or self._is_keeping:
            return
        self._kept, layout = self._grid.version, self._grid.layout
        self._is_keeping = True

        async def work() -> Callable[[], None]:
            try:
                await self._services.book.change(lambda book: book.with_current(layout))
            except (KiwoomError, OSError) as error:
                return self._saying(texts.NOT_KEPT.format(reason=_reason(error)))
            finally:
                self._is_keeping = False
            return _nothing

        run_beside(work)

    def show_lists(self) -> None:
        """Show the names of what is kept, as far as this process knows."""
        book = self._services.book.known
        self._bar.param.update(
            layouts=sorted(book.layouts),
            groups={name: list(book.groups[name]) for name in sorted(book.groups)},
        )

    def _show_interval(self, wanted: str) -> None:
        self._grid.show_interval(Interval(wanted))

    def _show_shape(self, wanted: int) -> None:
        if wanted not in SHAPES:
            raise ValueError(wanted)
        self._grid.show_shape(wanted)

    def _share(self, wanted: dict[str, bool]) -> None:
        self._grid.sync = Sync.model_validate(wanted)

    def _refresh(self) -> None:
        async def work() -> Callable[[], None]:
            await self._services.book.read()
            return self.show_lists

        self._beside(work)

    def _keep_layout(self, name: str) -> None:
        layout = self._grid.layout
        said = texts.LAYOUT_KEPT.format(name=name.strip())
        self._change(lambda book: book.with_layout(name, layout), said)

    def _show_layout(self, name: str) -> None:
        async def work() -> Callable[[], None]:
            book = await self._services.book.read()
            layout = book.layouts.get(name)
            if layout is None:
                return self._saying(texts.NO_LAYOUT.format(name=name))
            return lambda: self._grid.show_layout(layout)

        self._beside(work)

    def _keep_group(self, name: str) -> None:
        symbols = tuple(dict.fromkeys(chart.symbol for chart in self._grid.in_sight))
        said = texts.GROUP_KEPT.format(name=name.strip(), count=len(symbols))
        self._change(lambda book: book.with_group(name, symbols), said)

    def _drop(self, kind: str, name: str) -> None:
        def change(book: Book) -> Book:
            if kind == "layout":
                return book.with_layout(name, None)
            return book.with_group(name, None)

        self._change(change, texts.DROPPED.format(name=name))

    def _fill_from_group(self, name: str) -> None:
        async def work() -> Callable[[], None]:
            book = await self._services.book.read()
            symbols = book.groups.get(name)
            if not symbols:
                return self._saying(texts.NO_GROUP.format(name=name))
            return lambda: self._grid.show_symbols(symbols)

        self._beside(work)

    def _fill_from_ranking(self, kind: str) -> None:
        ranking, count = Ranking(kind), len(self._grid.in_sight)

        async def work() -> Callable[[], None]:
            found = await self._services.client.ranking(ranking, None, count)
            if not found:
                return self._saying(texts.NO_RANKING)
            symbols = [place.symbol for place in found]
            return lambda: self._grid.show_symbols(symbols)

        self._beside(work)

    def _export(self) -> None:
        async def work() -> Callable[[], None]:
            book = await self._services.book.read()
            text = book.with_current(self._grid.layout).model_dump_json(indent=2)
            return lambda: self._bar.offer(_file_name("layouts", "json"), text, _JSON)

        self._beside(work)

    def _import(self, text: str) -> None:
        if len(text) > _LONGEST_BOOK:
            self._bar.notify(texts.BAD_BOOK)
            return

        async def work() -> Callable[[], None]:
            found = read_book(text)
            await self._services.book.change(lambda book: book.joined(found))
            return lambda: self._show_imported(found.current)

        self._beside(work)

    def _show_imported(self, layout: Layout | None) -> None:
        self.show_lists()
        if layout is not None:
            self._grid.show_layout(layout)
        self._bar.notify(texts.IMPORTED)

    def _snapshot(self) -> None:
        taken, name = take_snapshot(self._grid), _file_name("wall", "html")

        async def work() -> Callable[[], None]:
            # Two megabytes of text are for no loop that others wait for.
            html = await asyncio.to_thread(render, taken)
            return lambda: self._bar.offer(name, html, _HTML)

        self._beside(work)

    def _change(self, change: Callable[[Book], Book], said: str) -> None:
        async def work() -> Callable[[], None]:
            await self._services.book.change(change)
            return self._saying(said)

        self._beside(work)

    def _beside(self, work: Callable[[], Awaitable[Callable[[], None]]]) -> None:
        async def guarded() -> Callable[[], None]:
            try:
                return await work()
            except (KiwoomError, OSError) as error:
                return self._saying(texts.NOT_DONE.format(reason=_reason(error)))

        run_beside(guarded)

    def _saying(self, text: str) -> Callable[[], None]:
        def say() -> None:
            self.show_lists()
            self._bar.notify(text)

        return say


def _reason(error: KiwoomError | OSError) -> str:
    if isinstance(error, KiwoomError):
        return explain(error)
    return texts.DISK_REFUSES.format(reason=error.strerror or type(error).__name__)


def _file_name(what: str, suffix: str) -> str:
    return f"kiwoom-{what}-{datetime.now(KST):%Y%m%d-%H%M%S}.{suffix}"


def _nothing() -> None:
    pass
