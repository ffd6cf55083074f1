"""Each error says what happened in one sentence, and none of them says a secret."""

import logging
import pickle
import traceback
from collections.abc import Iterator

import pytest

import kiwoom
from kiwoom import errors
from kiwoom.endpoints import token_request

APP_KEY = "app-key-that-nobody-may-see"
SECRET_KEY = "secret-key-that-nobody-may-see"
UNREACHABLE = "http://127.0.0.1:1"

SENTENCES = [
    (errors.ConfigError("KIWOOM_APP_KEY is not set"), "KIWOOM_APP_KEY is not set"),
    (errors.AuthError("nope"), "the broker refused the key or token: nope"),
    (errors.AuthError("no", 8005), "the broker refused the key or token: no [8005]"),
    (errors.ApiError("ka10001", 2, "입력 값 오류", 1511), "입력 값 오류"),
    (
        errors.RateLimited("ka10080", 5, "허용된 요청 개수를 초과"),
        "ka10080 was refused with 5: 허용된 요청 개수를 초과",
    ),
    (
        errors.UnknownSymbol("ka10001", "999999"),
        "no instrument has the code '999999'",
    ),
    (errors.TransportError("connection refused"), "connection refused"),
    (errors.ProtocolError("not JSON", "<html>"), "not JSON: '<html>'"),
    (errors.ProtocolError("no reply"), "no reply"),
    (errors.VaultError(), "금고를 열지 못했습니다"),
    (errors.VaultLocked(), "금고가 잠겨 있습니다"),
    (errors.WrongSecret(), "맞지 않습니다"),
    (errors.VaultDamaged(), "손상되었습니다"),
]


def descendants(kind: type[Exception]) -> Iterator[type[Exception]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


@pytest.mark.parametrize(
    ("error", "sentence"), SENTENCES, ids=[repr(error) for error, _ in SENTENCES]
)
def test_an_error_says_what_happened(error: Exception, sentence: str) -> None:
    assert sentence in str(error)
    assert "\n" not in str(error)


def test_the_table_has_every_error_of_the_library() -> None:
    own = {
        kind
        for kind in descendants(errors.KiwoomError)
        if kind.__module__.startswith("kiwoom.")
    }

    assert own == {type(error) for error, _ in SENTENCES}


@pytest.mark.parametrize("name", sorted(vars(errors)))
def test_every_error_is_offered_by_the_package(name: str) -> None:
    kind = getattr(errors, name)

    if isinstance(kind, type) and issubclass(kind, Exception):
        assert getattr(kiwoom, name) is kind


def test_a_long_unreadable_message_is_cut() -> None:
    error = errors.ProtocolError("not JSON", "x" * 10_000)

    assert len(str(error)) < 300


@pytest.fixture
def credentials() -> kiwoom.Credentials:
    return kiwoom.Credentials(APP_KEY, SECRET_KEY)


def test_keys_do_not_show_as_text(credentials: kiwoom.Credentials) -> None:
    request = token_request(APP_KEY, SECRET_KEY)
    shown = f"{credentials} {credentials!r} {vars(credentials)} {request!r}"

    assert APP_KEY not in shown
    assert SECRET_KEY not in shown


def test_keys_are_not_pickled(credentials: kiwoom.Credentials) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(credentials)


async def test_no_failure_and_no_log_line_shows_a_secret(
    credentials: kiwoom.Credentials,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every logger is open, those of the HTTP and socket libraries too."""
    caplog.set_level(logging.DEBUG)
    told = []

    async with (
        kiwoom.Simulator() as simulator,
        kiwoom.Client(simulator.server, credentials) as client,
        kiwoom.Hub(client) as hub,
    ):
        with hub.subscribe("005930"):
            with pytest.raises(kiwoom.UnknownSymbol) as unknown:
                await client.summary("999999")
            told.append(unknown.value)
    with pytest.raises(kiwoom.TransportError) as unreachable:
        async with kiwoom.Client(
            kiwoom.Server.simulated(UNREACHABLE), credentials
        ) as client:
            await client.candles("005930", "1m", 10)
    told.append(unreachable.value)

    printed = capfd.readouterr()
    traces = ["".join(traceback.format_exception(error)) for error in told]
    texts = "\n".join([caplog.text, printed.out, printed.err, *traces])
    assert len(told) == 2
    assert APP_KEY not in texts
    assert SECRET_KEY not in texts
    assert "Bearer " not in texts
