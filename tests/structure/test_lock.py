"""``requirements.lock`` pins, with hashes, all that ``pyproject.toml`` asks for."""

import re
import tomllib
from collections import defaultdict

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.structure.repository import project, read

PYTHONS = ("3.11", "3.12", "3.13")


def wanted() -> list[Requirement]:
    texts = list(project()["dependencies"])
    for extra in project()["optional-dependencies"].values():
        texts += extra
    texts += tomllib.loads(read("pyproject.toml"))["build-system"]["requires"]
    return [Requirement(text) for text in dict.fromkeys(texts)]


def entries() -> list[str]:
    # A pin and its hashes are one entry, continued by backslashes.
    joined = read("requirements.lock").replace("\\\n", " ").splitlines()
    return [line for line in joined if line and not line.startswith("#")]


def pins() -> dict[str, list[Requirement]]:
    found = defaultdict(list)
    for entry in entries():
        pin = Requirement(entry.split("--hash", 1)[0].strip())
        found[canonicalize_name(pin.name)].append(pin)
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_every_requirement_is_pinned_within_its_range(
    requirement: Requirement, python: str
) -> None:
    machine = {"python_version": python, "python_full_version": f"{python}.0"}

    [pin] = [
        pin
        for pin in pins()[canonicalize_name(requirement.name)]
        if pin.marker is None or pin.marker.evaluate(machine)
    ]

    [exact] = pin.specifier
    assert exact.operator == "=="
    assert requirement.specifier.contains(exact.version)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.split()[0])
def test_every_pin_has_hashes(entry: str) -> None:
    assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry)
