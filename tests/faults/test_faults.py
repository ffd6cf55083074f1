"""Whatever goes wrong between client and broker, no candle is lost or invented."""

import asyncio

import pytest

from tests.faults.checker import Verdict
from tests.faults.rehearsal import Unfinished, rehearse_all
from tests.faults.scenarios import Scenario, scenarios

# All scenarios run side by side before the first test, which therefore takes long.
pytestmark = pytest.mark.timeout(600)

ALL = scenarios(seed=1)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict | Unfinished]:
    return asyncio.run(rehearse_all(ALL, seed=1))


def test_there_are_sixty_scenarios_and_each_has_a_name_of_its_own() -> None:
    assert len({scenario.name for scenario in ALL}) == len(ALL) >= 60


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_every_minute_is_whole_after(
    scenario: Scenario, verdicts: dict[str, Verdict | Unfinished]
) -> None:
    verdict = verdicts[scenario.name]

    assert isinstance(verdict, Verdict), verdict
    assert verdict.is_whole, verdict


def test_rows_that_arrive_twice_are_counted_and_left_out(
    verdicts: dict[str, Verdict | Unfinished],
) -> None:
    doubled = verdicts["C3 rows arrive twice, 100%"]

    assert isinstance(doubled, Verdict)
    assert doubled.duplicated > 0


def test_lost_rows_are_recovered_from_history(
    verdicts: dict[str, Verdict | Unfinished],
) -> None:
    lossy = verdicts["N1 rows are lost, 20%"]

    assert isinstance(lossy, Verdict)
    assert lossy.recovered > 0
