"""The shipped holidays are those of the calendar library that wrote them."""

import pytest

from kiwoom.data.refresh_holidays import TARGET, weekdays_without_trading


# The calendar library has not caught up with pandas 3.1; it is a tool of ours only.
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_the_file_says_what_the_library_says() -> None:
    shipped = TARGET.read_text("utf-8").split()

    computed = weekdays_without_trading()

    # The library looks a year ahead of today, so each side may end a little later.
    last = min(shipped[-1], computed[-1])
    assert [day for day in shipped if day <= last] == [
        day for day in computed if day <= last
    ]
