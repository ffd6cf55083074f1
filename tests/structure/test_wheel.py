"""The wheel carries the data files, and nothing that is not the product."""

from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

import kiwoom
from tests.structure.repository import ROOT, files

PACKAGES = ("kiwoom/", "dashboard/")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = str(tmp_path_factory.mktemp("wheel"))
    [wheel] = WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_packages_is_in_the_wheel(names: set[str]) -> None:
    expected = {path for path in files() if path.startswith(PACKAGES)}

    assert expected <= names


@pytest.mark.parametrize(
    "folder", ["kiwoom/data/", "kiwoom/simulator/data/", "dashboard/static/"]
)
def test_data_files_are_in_the_wheel(names: set[str], folder: str) -> None:
    assert [name for name in names if name.startswith(folder) and name[-3:] != ".py"]


def test_only_the_packages_and_their_record_are_in_the_wheel(names: set[str]) -> None:
    strangers = {name for name in names if not name.startswith(PACKAGES)}

    assert {name.split("/")[0] for name in strangers} == {
        f"kiwoom_dashboard-{kiwoom.__version__}.dist-info"
    }


def test_the_wheel_brings_the_command_and_the_licence(names: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
