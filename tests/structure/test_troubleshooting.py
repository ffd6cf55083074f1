"""Whatever a user can be told is in the document that says what to do."""

import pytest

from dashboard import texts
from kiwoom import FeedState, SeriesState
from kiwoom.explain import REMEDIES
from tests.structure.repository import read

DOCUMENT = "docs/문제-해결.md"


@pytest.mark.parametrize("state", list(FeedState))
def test_every_state_of_the_feed_is_explained(state: FeedState) -> None:
    assert texts.FEED_STATES[state] in read(DOCUMENT)


@pytest.mark.parametrize("state", [SeriesState.LOADING, SeriesState.EMPTY])
def test_every_state_of_a_cell_is_explained(state: SeriesState) -> None:
    assert texts.SERIES_STATES[state] in read(DOCUMENT)


@pytest.mark.parametrize("code", REMEDIES)
def test_every_number_that_can_be_healed_is_explained(code: int) -> None:
    assert str(code) in read(DOCUMENT)
