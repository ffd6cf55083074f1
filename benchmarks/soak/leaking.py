"""The server with a leak planted in it, to see that the soak finds it.

python -m benchmarks.soak.leaking --leak second serve --mode sim ...
"""

import sys
import threading
import time
from collections.abc import Callable

import dashboard.page
import kiwoom.market_state
from dashboard.commands import run

KINDS = ("row", "second", "session")
_KILOBYTE = 1024
_kept: list[object] = []


def _leak_by_row() -> None:
    state = kiwoom.market_state.MarketState
    add_trade = state.add_trade

    def add_and_keep(self: object, trade: object) -> object:
        _kept.append(bytes(_KILOBYTE))
        return add_trade(self, trade)  # type: ignore[arg-type]

    state.add_trade = add_and_keep  # type: ignore[method-assign, assignment]


def _leak_by_second() -> None:
    def keep() -> None:
        while True:
            _kept.append(bytes(_KILOBYTE))
            time.sleep(1)

    threading.Thread(target=keep, daemon=True).start()


def _leak_by_session() -> None:
    page = dashboard.page.WallPage
    release = page._release

    def release_and_keep(self: dashboard.page.WallPage) -> None:
        release(self)
        _kept.append(self.tick)  # a forgotten callback, which holds its page

    page._release = release_and_keep  # type: ignore[method-assign]


_PLANTS: dict[str, Callable[[], None]] = {
    "row": _leak_by_row,
    "second": _leak_by_second,
    "session": _leak_by_session,
}


def main() -> None:
    """Plant a leak, and be the program otherwise."""
    _, kind, *arguments = sys.argv[1:]
    _PLANTS[kind]()
    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
