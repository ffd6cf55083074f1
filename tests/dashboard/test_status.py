"""The status bar says in Korean what the hub knows."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace

import pytest

from dashboard.status import note_of, status_of
from kiwoom import KST, FeedState, Health, MarketPhase, Mode

NOW = datetime(2026, 9, 18, 10, 30, 7, tzinfo=KST)
WELL = Health(
    state=FeedState.LIVE,
    since=NOW,
    reason="",
    phase=MarketPhase.CONTINUOUS,
    exchange_time=NOW,
    trades_per_second=1234,
    trade_age_s=0.21,
    rest_calls=3,
    rest_waiting=2,
    symbols=16,
    catching_up=0,
    reconnects=0,
    gaps_open=0,
    gaps_healed=0,
    duplicates=0,
)


@dataclass
class FakeServices:
    """A hub in a given state, and two pages."""

    now: Health
    version: str = "9.9"
    pages: set[str] = field(default_factory=lambda: {"one", "two"})

    @property
    def hub(self):
        return self

    def health(self) -> Health:
        return self.now


def test_a_healthy_feed_shows_its_figures():
    status = status_of(FakeServices(WELL))

    assert status["state_text"] == "실시간"
    assert status["phase"] == "정규장 2026-09-18 10:30:07"
    assert status["figures"] == {
        "체결": "1,234건/초",
        "마지막 체결": "0.2초",
        "REST": "3회/초 · 대기 2",
        "화면": "2",
        "버전": "9.9",
    }


def test_catching_up_counts_the_charts_that_are_complete():
    health = replace(WELL, state=FeedState.CATCHING_UP, catching_up=5)

    assert status_of(FakeServices(health))["state_text"].endswith(" 11/16")


def test_a_refusal_shows_the_broker_s_sentence():
    health = replace(WELL, state=FeedState.REFUSED, reason="단말기 인증에 실패했습니다")

    status = status_of(FakeServices(health))

    assert status["state_text"] == "접속 거부됨 · 단말기 인증에 실패했습니다"


@pytest.mark.parametrize("state", FeedState)
def test_every_state_has_words(state):
    health = replace(WELL, state=state, reason="이유")

    assert status_of(FakeServices(health))["state_text"]


@pytest.mark.parametrize("phase", MarketPhase)
def test_every_phase_has_words_also_without_a_clock(phase):
    health = replace(WELL, phase=phase, exchange_time=None)

    assert status_of(FakeServices(health))["phase"]


@pytest.mark.parametrize("state", [FeedState.LIVE, FeedState.CATCHING_UP])
def test_a_disk_that_keeps_nothing_is_said_whatever_the_feed_does(state):
    trouble = "과거 봉을 디스크에 두지 못합니다 (disk is full)"

    status = status_of(FakeServices(replace(WELL, state=state, store_trouble=trouble)))

    assert status["state_text"].endswith(f" · {trouble}")


@pytest.mark.parametrize(
    ("mode", "keys_page", "feed", "is_worker", "note"),
    [
        (Mode.REAL, "", None, False, ""),
        (Mode.MOCK, "", None, False, "모의투자 서버"),
        (Mode.SIM, "", None, False, "모의 시세"),
        (Mode.SIM, "keys", None, False, "모의 시세 · 키를 등록하면 실제 시세를 봅니다"),
        (None, "", None, False, ""),
        (Mode.REAL, "", "http://127.0.0.1:5007", False, "다른 서버의 시세"),
        (Mode.REAL, "", "http://127.0.0.1:5007", True, ""),
    ],
    ids=["real", "mock", "sim", "sim here", "unknown", "relayed", "worker"],
)
def test_the_page_says_what_kind_of_prices_it_shows(
    mode, keys_page, feed, is_worker, note
):
    services = SimpleNamespace(
        client=SimpleNamespace(mode=mode),
        keys_page=keys_page,
        settings=SimpleNamespace(feed=feed),
        is_worker=is_worker,
    )

    assert note_of(services) == note
