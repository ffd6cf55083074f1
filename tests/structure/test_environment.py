"""``environment.yml`` and the pre-commit hooks keep step with ``pyproject.toml``."""

import re

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.structure.repository import project, read

# Not on conda-forge: pip brings it with the project.
ONLY_ON_PIP = {"fastapi-offline"}
CONDA_NAMES = {
    "jupyter-bokeh": "jupyter_bokeh",
    "prometheus-client": "prometheus_client",
}


def conda_requirements() -> dict[str, Requirement]:
    listed = yaml.safe_load(read("environment.yml"))["dependencies"]
    parsed = [Requirement(text) for text in listed if isinstance(text, str)]
    return {requirement.name: requirement for requirement in parsed}


def wanted() -> list[Requirement]:
    texts = project()["dependencies"] + project()["optional-dependencies"]["notebook"]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("requirement", wanted(), ids=lambda wanted: wanted.name)
def test_conda_brings_the_same_range_of_each_package(requirement: Requirement) -> None:
    name = CONDA_NAMES.get(requirement.name, requirement.name)

    if requirement.name in ONLY_ON_PIP:
        assert name not in conda_requirements()
    else:
        assert conda_requirements()[name].specifier == requirement.specifier


def test_conda_brings_nothing_that_the_project_does_not_name() -> None:
    names = {canonicalize_name(requirement.name) for requirement in wanted()}
    brought = {canonicalize_name(name) for name in conda_requirements()}

    assert brought - names == {"pip", "python"}


def test_the_project_itself_comes_last_with_pip() -> None:
    environment = yaml.safe_load(read("environment.yml"))

    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert environment["dependencies"][-1] == {"pip": ["--editable ."]}


def test_the_hooks_are_pinned_by_tag() -> None:
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]

    assert all(re.fullmatch(r"v?\d+(\.\d+)+", hook["rev"]) for hook in hooks)


def test_the_ruff_hook_is_the_locked_ruff() -> None:
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    locked = re.search(r"^ruff==(\S+)", read("requirements.lock"), re.MULTILINE)

    [revision] = [hook["rev"] for hook in hooks if "ruff" in hook["repo"]]

    assert locked
    assert revision == f"v{locked[1]}"
