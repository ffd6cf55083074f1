"""The container is built of what is locked, and runs with next to no rights."""

import re
import tomllib

import pytest
import yaml

from dashboard.commands import app
from tests.programs import ROOT

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
SERVICES = list(COMPOSE["services"])


def instructions() -> list[tuple[str, str]]:
    joined = DOCKERFILE.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [tuple(line.strip().split(None, 1)) for line in lines]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_nothing_but_its_work(name):
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert "privileged" not in service
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_only_this_machine_reaches_a_published_port(name):
    for port in COMPOSE["services"][name].get("ports", []):
        assert port.startswith("127.0.0.1:")


def test_secrets_are_files_and_stand_in_no_variable():
    wall = COMPOSE["services"]["wall"]
    assert wall["secrets"] == [{"source": "vault_key", "target": "vault.key"}]
    assert COMPOSE["secrets"]["vault_key"] == {"file": "./vault.key"}
    for service in COMPOSE["services"].values():
        for variable in service.get("environment", {}):
            assert not re.search("KEY|SECRET|TOKEN|PASS", variable.upper())
    assert "deploy/vault.key" in (ROOT / ".dockerignore").read_text()
    assert "/deploy/vault.key" in (ROOT / ".gitignore").read_text()


def test_redis_is_there_only_for_who_asks_and_has_no_way_out():
    redis = COMPOSE["services"]["redis"]
    assert redis["profiles"] == ["redis"]
    assert redis["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_image_runs_as_somebody_who_is_not_root():
    kinds = [kind for kind, _ in instructions()]
    assert kinds.count("FROM") == 2
    last = len(kinds) - 1 - kinds[::-1].index("FROM")
    after = instructions()[last:]
    users = [text for kind, text in after if kind == "USER"]
    assert users == ["10001:10001"]
    assert [kind for kind, _ in after].index("USER") < [k for k, _ in after].index(
        "CMD"
    )
    assert COMPOSE["services"]["wall"]["user"] == users[0]


def test_the_image_asks_for_its_own_health():
    [check] = [text for kind, text in instructions() if kind == "HEALTHCHECK"]
    assert "/api/v1/health" in check


def test_the_image_starts_a_command_of_ours_with_options_that_exist():
    [entry] = [text for kind, text in instructions() if kind == "ENTRYPOINT"]
    [command] = [t for kind, t in instructions() if kind == "CMD" and "serve" in t]
    assert yaml.safe_load(entry) == ["kiwoom-dashboard"]
    name, *options = yaml.safe_load(command)
    assert name in {found.callback.__name__ for found in app.registered_commands}
    assert options == ["--host", "0.0.0.0", "--no-browser"]


def test_the_image_has_a_python_that_the_project_supports_and_the_locked_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = re.findall(r"FROM python:3\.(\d+)-slim", DOCKERFILE)
    assert set(versions) == {"13"}
    assert "3.11" in project["requires-python"]
    assert "--constraint versions.txt" in DOCKERFILE
    for source in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", DOCKERFILE):
        for name in source.split():
            assert (ROOT / name).exists()
