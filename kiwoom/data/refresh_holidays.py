"""Write ``krx_holidays.txt`` anew from the calendar library (``dev`` extra).

Run ``python -m kiwoom.data.refresh_holidays`` once a year and look at the difference.
"""

from pathlib import Path

import exchange_calendars
import pandas as pd

FIRST_DAY = "2005-01-03"
TARGET = Path(__file__).with_name("krx_holidays.txt")


def weekdays_without_trading() -> list[str]:
    """Return the ISO dates, Monday to Friday, on which the library sees no session."""
    calendar = exchange_calendars.get_calendar("XKRX", start=FIRST_DAY)
    weekdays = pd.bdate_range(FIRST_DAY, calendar.sessions[-1])
    return [f"{day:%Y-%m-%d}" for day in weekdays.difference(calendar.sessions)]


if __name__ == "__main__":
    TARGET.write_text("\n".join(weekdays_without_trading()) + "\n", "utf-8")
