"""One judgement for the wall and the gateway: host, origin, token, login."""

import time

import pytest
from tornado.web import create_signed_value

from dashboard.access import Access, Names, open_access, set_password
from dashboard.access.access import Verdict
from dashboard.settings import WallSettings
from kiwoom import ConfigError

HOST = "127.0.0.1:5007"
TOKEN = "right"


@pytest.fixture
def access(tmp_path) -> Access:
    names = Names("127.0.0.1")
    names.add_port(5007)
    return Access(names, TOKEN, needs_login=True, data_dir=tmp_path)


def cookie(
    secret: str, name: str = "user", value: str = "owner", clock=time.time
) -> str:
    signed = create_signed_value(secret, name, "owner", clock=clock)
    return f"kw_theme=dark; user={signed.decode()}"


@pytest.mark.parametrize("header", ["Bearer right", "bearer right", "BEARER  right "])
def test_the_token_admits(access, header):
    assert access.judge(HOST, None, header, "") is Verdict.ADMITTED


@pytest.mark.parametrize(
    "header", ["", "right", "Bearer", "Bearer wrong", "Basic right", "Bearer rıght"]
)
def test_anything_else_does_not(access, header):
    assert access.judge(HOST, None, header, "") is Verdict.LOGIN_NEEDED


def test_a_login_at_the_wall_admits_to_the_gateway(access):
    assert access.judge(HOST, None, "", cookie(access.cookie_secret)) is (
        Verdict.ADMITTED
    )


def test_a_cookie_of_another_server_another_name_or_another_year_does_not(access):
    old = lambda: time.time() - 40 * 86_400  # noqa: E731
    for given in (
        cookie("another"),
        cookie(access.cookie_secret, name="kw_theme"),
        cookie(access.cookie_secret, clock=old),
        "user=owner",
        "user",
        "\x00=;",
    ):
        assert access.judge(HOST, None, "", given) is Verdict.LOGIN_NEEDED


def test_a_foreign_host_or_origin_is_refused_before_anything_else(access):
    token = f"Bearer {TOKEN}"

    assert access.judge("evil:5007", None, token, "") is Verdict.FOREIGN_HOST
    assert access.judge(HOST, "http://evil", token, "") is Verdict.FOREIGN_ORIGIN
    assert access.judge(HOST, f"http://{HOST}", token, "") is Verdict.ADMITTED


def test_the_login_takes_the_token_and_the_password(access, tmp_path):
    set_password(tmp_path, "long enough")

    assert access.is_secret(TOKEN)
    assert access.is_secret("long enough")
    assert not access.is_secret("long enough ")


def test_wrong_secrets_are_counted_and_right_ones_forgiven(tmp_path):
    now = [0.0]
    access = Access(
        Names("127.0.0.1"),
        TOKEN,
        needs_login=True,
        data_dir=tmp_path,
        monotonic=lambda: now[0],
    )
    assert [access.may_try() for _ in range(6)] == [True] * 5 + [False]
    now[0] = 61.0
    assert access.may_try()
    assert access.is_secret(TOKEN)
    assert [access.may_try() for _ in range(6)] == [True] * 5 + [False]


def test_on_this_machine_nobody_has_to_log_in_but_a_token_is_made(tmp_path):
    access = open_access(WallSettings(data_dir=tmp_path))

    assert not access.needs_login
    assert (tmp_path / "gateway-token").exists()


def test_other_machines_need_something_to_log_in_with(tmp_path):
    with pytest.raises(ConfigError, match="kiwoom-dashboard token"):
        open_access(WallSettings(data_dir=tmp_path, host="0.0.0.0"))

    set_password(tmp_path, "long enough")
    assert open_access(WallSettings(data_dir=tmp_path, host="0.0.0.0")).needs_login


def test_a_folder_that_cannot_be_written_costs_the_token_only(tmp_path):
    occupied = tmp_path / "file"
    occupied.write_text("")

    assert not open_access(WallSettings(data_dir=occupied)).needs_login
