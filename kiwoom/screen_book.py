"""Which instruments meet the conditions that are followed, over all connections."""

from kiwoom.screen_models import ScreenChange, ScreenWatched


class ScreenBook:
    """Turns what the broker tells of conditions into changes, each told once.

    After a reconnect the broker tells who meets a condition now; what that changes is
    told like any other change, only without a time.
    """

    def __init__(self) -> None:
        self._inside: dict[str, set[str]] = {}

    def settle(self, watched: ScreenWatched) -> list[ScreenChange]:
        """Return what an answer to a following changes."""
        before = self._inside.get(watched.screen, set())
        now = set(watched.symbols)
        self._inside[watched.screen] = now
        left = [
            ScreenChange(watched.screen, symbol, is_inside=False, time=None)
            for symbol in sorted(before - now)
        ]
        return left + [
            ScreenChange(watched.screen, symbol, is_inside=True, time=None)
            for symbol in watched.symbols
            if symbol not in before
        ]

    def inside(self, screen: str) -> list[ScreenChange]:
        """Return who meets a condition, as changes for a reader that begins now."""
        return [
            ScreenChange(screen, symbol, is_inside=True, time=None)
            for symbol in sorted(self._inside.get(screen, ()))
        ]

    def is_news(self, change: ScreenChange) -> bool:
        """Take a change; return whether it is one."""
        inside = self._inside.setdefault(change.screen, set())
        if (change.symbol in inside) == change.is_inside:
            return False
        (inside.add if change.is_inside else inside.discard)(change.symbol)
        return True

    def forget(self, screens: set[str]) -> None:
        """Forget all conditions but those that are still followed."""
        for gone in self._inside.keys() - screens:
            del self._inside[gone]
