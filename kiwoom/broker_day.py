"""The broker's trading day, which need not be this computer's."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from kiwoom.hours import KST
from kiwoom.models import Summary


class BrokerDay:
    """What figures have told of the broker's day; the newest counts."""

    def __init__(self) -> None:
        self.known: date | None = None

    def learn(self, summaries: Iterable[Summary]) -> None:
        """Take the day of figures that arrived."""
        days = [summary.trading_day for summary in summaries]
        if self.known is not None:
            days.append(self.known)
        self.known = max(days, default=None)

    @property
    def today(self) -> date:
        """The broker's day, Korea's where figures have not told one."""
        return self.known or _korean_day()

    @property
    def last(self) -> date:
        """The last day to ask for.

        The broker takes a later day than its own as today (protocol note 3.3), so the
        later one of both is right also in a process that runs for weeks.
        """
        return max(self.today, _korean_day())


def _korean_day() -> date:
    return datetime.now(UTC).astimezone(KST).date()
