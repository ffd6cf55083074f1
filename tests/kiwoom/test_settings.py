"""Servers have fixed addresses, and keys never show."""

import pickle

import pytest

from kiwoom import Client, ConfigError, Credentials, Mode, Server

CANARY = "CANARY-4711"


def test_kiwooms_servers_have_fixed_addresses() -> None:
    assert Server.of(Mode.REAL).rest_url == "https://api.kiwoom.com"
    assert (
        Server.of(Mode.MOCK).socket_url
        == "wss://mockapi.kiwoom.com:10000/api/dostk/websocket"
    )


def test_the_simulator_has_no_fixed_address() -> None:
    with pytest.raises(ConfigError, match="시뮬레이터"):
        Server.of(Mode.SIM)


def test_a_simulators_socket_shares_its_port() -> None:
    server = Server.simulated("http://127.0.0.1:9443/")

    assert server.rest_url == "http://127.0.0.1:9443"
    assert server.socket_url == "ws://127.0.0.1:9443/api/dostk/websocket"
    assert not server.trusts_environment


@pytest.mark.parametrize(
    ("server", "rate"),
    [
        (Server.of(Mode.REAL), 5),
        (Server.of(Mode.MOCK), 1),
        (Server.simulated("http://127.0.0.1:1"), 5),
    ],
)
def test_each_server_has_its_rate(server: Server, rate: int) -> None:
    assert server.calls_per_second == rate


@pytest.mark.parametrize("form", ["{!r}", "{!s}", "{}", "%s"])
def test_keys_do_not_show_in_texts(form: str) -> None:
    keys = Credentials(CANARY, CANARY)

    texts = [form.format(keys), form % keys if "%" in form else "", str(vars(keys))]

    assert all(CANARY not in text for text in texts)


def test_keys_are_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Credentials(CANARY, CANARY))


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIWOOM_APP_KEY", "app")
    monkeypatch.setenv("KIWOOM_SECRET_KEY", CANARY)

    keys = Credentials.for_server(Server.of(Mode.REAL))

    assert keys.app_key.get_secret_value() == "app"
    assert keys.secret_key.get_secret_value() == CANARY


def test_missing_keys_are_named() -> None:
    with pytest.raises(ConfigError, match="KIWOOM_APP_KEY"):
        Credentials.for_server(Server.of(Mode.REAL))


def test_a_simulator_needs_no_keys() -> None:
    keys = Credentials.for_server(Server.simulated("http://127.0.0.1:1"))

    assert keys.app_key.get_secret_value()


def test_a_socks_proxy_is_a_setting_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")

    with pytest.raises(ConfigError, match="SOCKS"):
        Client(Server.of(Mode.REAL), Credentials("app", "secret"))
