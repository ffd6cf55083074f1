"""The hub counts interests, keeps state current, and says how far it can be trusted."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest

from kiwoom import (
    ApiError,
    AuthError,
    Candle,
    CandleSeries,
    FeedState,
    Hub,
    HubTiming,
    Instrument,
    MarketPhase,
    OrderBook,
    SeriesState,
    SessionSignal,
    TransportError,
)
from kiwoom.feed import (
    AccessRefused,
    Connected,
    Disconnected,
    Heard,
    Silent,
    TakenOver,
    Watching,
    WatchRefused,
)
from kiwoom.timing import LoadTiming
from tests.kiwoom.fake_source import SYMBOLS, FakeSource
from tests.kiwoom.samples import (
    DAY,
    NEXT_DAY,
    at,
    eventually,
    make_candle,
    make_summary,
    make_trade,
    no_delays,
    plain,
)

PAGE = [
    make_candle("09:58:00", (100, 110, 90, 105), 10, 980),
    make_candle("09:59:00", (105, 110, 100, 108), 20, 1_000),
]
TIMING = HubTiming(
    grace_s=0.05, keep_s=0.1, quiet_s=60, tick_s=0.02, load=LoadTiming(0.01, 0.05)
)


def make_source() -> FakeSource:
    source = FakeSource()
    source.pages = {symbol: list(PAGE) for symbol in SYMBOLS}
    return source


@asynccontextmanager
async def running(source: FakeSource, timing: HubTiming = TIMING) -> AsyncIterator[Hub]:
    async with Hub(source, timing=timing, delays=no_delays) as hub:
        yield hub


async def go_live(hub: Hub, source: FakeSource, *symbols: str) -> None:
    await source.live.send(Connected(), Watching(symbols))
    await eventually(lambda: hub.health().state is FeedState.LIVE)


# Interests


async def test_instruments_and_day_are_known_after_the_start() -> None:
    source = make_source()

    async with running(source) as hub:
        assert list(hub.instruments) == list(SYMBOLS)
        assert isinstance(hub.instrument("005930"), Instrument)
        assert hub.instrument("999999") is None
        assert source.live.day == DAY


async def test_the_second_interest_costs_nothing() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        hub.subscribe("005930")

        await eventually(lambda: source.live.trades)

        assert source.live.trades == ("005930",)
        assert hub.health().symbols == 1


async def test_the_last_close_removes_the_symbol_after_a_grace() -> None:
    source = make_source()
    async with running(source) as hub:
        first, second = hub.subscribe("005930"), hub.subscribe("005930")
        await eventually(lambda: source.live.trades)
        await go_live(hub, source, "005930")

        first.close()
        first.close()
        kept = source.live.trades
        second.close()
        await eventually(lambda: not source.live.trades)

        assert kept == ("005930",)
        assert hub.health().symbols == 0


async def test_a_subscription_closes_at_the_end_of_its_block() -> None:
    async with running(make_source()) as hub:
        with hub.subscribe("005930") as subscription:
            inside = hub.health().symbols

        assert (subscription.symbol, inside, hub.health().symbols) == ("005930", 1, 0)


async def test_symbols_asked_for_together_share_one_request() -> None:
    source = make_source()
    async with running(source) as hub:
        source.calls.clear()

        for symbol in SYMBOLS:
            hub.subscribe(symbol)
        await eventually(lambda: all(hub.latest(symbol) for symbol in SYMBOLS))

        assert source.calls == ["summaries " + " ".join(SYMBOLS)]


async def test_interests_before_the_start_are_kept() -> None:
    source = make_source()
    hub = Hub(source, timing=TIMING, delays=no_delays)
    hub.subscribe("005930")

    async with hub:
        await eventually(lambda: source.live.trades == ("005930",))


async def test_order_books_come_only_to_those_who_asked() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        with hub.subscribe("000660", order_book=True):
            await eventually(lambda: hub.order_book("000660"))
            await eventually(lambda: source.live.books == ("000660",))
        book = OrderBook("000660", at("10:00:00"), (), (), 3, 4)

        assert hub.order_book("005930") is None
        assert source.live.trades == ("005930", "000660")
        await source.live.send(book)
        assert hub.order_book("000660") != book


async def test_a_live_order_book_replaces_the_first_one() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("000660", order_book=True)
        await eventually(lambda: hub.order_book("000660"))
        book = OrderBook("000660", at("10:00:00"), (), (), 3, 4)

        await source.live.send(book)

        assert hub.order_book("000660") is book


# Series


async def test_everybody_gets_the_same_series() -> None:
    async with running(make_source()) as hub:
        assert hub.series("005930", "1m") is hub.series("005930", "1m")
        assert hub.series("005930", "1m") is not hub.series("005930", "5m")


async def test_history_loads_once_the_symbol_is_live() -> None:
    source = make_source()
    async with running(source, HubTiming(tick_s=5, load=TIMING.load)) as hub:
        await source.live.send(Connected())
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await eventually(lambda: hub.latest("005930"))
        early = [call for call in source.calls if "1m" in call]

        await source.live.send(Watching(("005930",)))
        await eventually(lambda: series.state is SeriesState.READY)

        assert early == []
        assert source.calls.count("005930 1m 500") == 1


async def test_history_does_not_wait_for_a_dead_line() -> None:
    source = make_source()
    async with running(source, HubTiming(tick_s=5, load=TIMING.load)) as hub:
        await source.live.send(Disconnected("refused"))
        hub.subscribe("005930")

        series = hub.series("005930", "1m")

        await eventually(lambda: series.state is SeriesState.READY)
        assert hub.state("005930") is FeedState.RECONNECTING


async def test_trades_that_arrive_while_history_loads_are_not_lost() -> None:
    source = make_source()
    source.hold.clear()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: "005930 1m 500" in source.calls)

        await source.live.send(
            make_trade("09:59:50", 108, 5, 1_000),
            make_trade("10:00:00", 111, 5, 1_005),
            make_trade("10:00:01", 112, 6, 1_011),
        )
        source.hold.set()
        await eventually(lambda: series.state is SeriesState.READY)

        assert series.forming is not None
        assert plain(series.forming) == (at("10:00:00"), 111, 112, 111, 112, 11)
        assert list(series.closed) == PAGE


async def test_a_gap_fetches_history_again() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        source.pages["005930"] = [
            *PAGE,
            make_candle("10:00:00", (1, 9, 1, 5), 60, 1_060),
        ]

        await source.live.send(make_trade("10:00:30", 7, 10, 1_070))
        await eventually(lambda: hub.health().gaps_healed == 1)

        assert series.forming is not None
        assert plain(series.forming) == (at("10:00:00"), 1, 9, 1, 7, 70)
        assert hub.health().gaps_open == 0


async def test_a_gap_that_history_cannot_fill_is_counted_and_passed() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        source.calls.clear()

        await source.live.send(make_trade("10:00:30", 7, 10, 1_070))
        await eventually(lambda: hub.health().gaps_open == 1)
        await eventually(lambda: series.forming and series.forming.volume == 10)
        tries = source.calls.count("005930 1m 500")
        source.pages["005930"] = [
            *PAGE,
            make_candle("10:00:00", (1, 9, 1, 7), 70, 1_070),
        ]
        await eventually(lambda: hub.health().gaps_open == 0)

        assert tries == 3
        assert series.forming is not None
        assert series.forming.volume == 70


async def test_a_gap_left_open_on_the_first_load_is_healed_later() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "60m")
        source.hold.clear()
        await source.live.send(Connected(), Watching(("005930",)))
        await source.live.send(make_trade("10:00:05", 1, 5, 1_015))
        source.hold.set()
        await eventually(lambda: series.forming and series.forming.volume == 5)
        left_open = hub.health().gaps_open

        source.pages["005930"] = [make_candle("10:00:00", (1, 1, 1, 1), 35, 1_015)]
        await eventually(lambda: hub.health().gaps_open == 0)

        assert series.forming is not None
        assert series.forming.volume == 35
        assert (left_open, hub.health().gaps_healed) == (1, 1)


async def test_a_gap_counts_as_healed_only_with_a_page_that_reaches_the_trades() -> (
    None
):
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "60m")
        source.pages["005930"] = [make_candle("10:00:00", (1, 1, 1, 1), 5, 1_000)]
        await go_live(hub, source, "005930")
        await source.live.send(make_trade("10:00:05", 1, 5, 1_015))
        await eventually(lambda: hub.health().gaps_open == 1)
        await eventually(lambda: series.forming and series.forming.volume == 10)

        # The broker's page is one share behind the stream.
        await source.live.send(make_trade("10:01:05", 1, 5, 1_020))
        source.pages["005930"] = [make_candle("10:00:00", (1, 1, 1, 1), 24, 1_019)]
        asked = len(source.calls)
        await eventually(lambda: len(source.calls) >= asked + 4)
        healed_early = hub.health().gaps_healed
        source.pages["005930"] = [make_candle("10:00:00", (1, 1, 1, 1), 25, 1_020)]
        await eventually(lambda: hub.health().gaps_healed == 1)

        assert healed_early == 0
        assert series.forming is not None
        assert series.forming.volume == 25
        assert hub.health().gaps_open == 0


async def test_a_revised_candle_is_taken_over_some_time_after_an_outage() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        await source.live.send(Disconnected("cut"))
        await go_live(hub, source, "005930")
        revision = series.revision

        corrected = make_candle("09:58:00", (100, 115, 90, 105), 12, 980)
        source.pages["005930"] = [corrected, PAGE[1]]
        await eventually(lambda: series.revision > revision)

        assert series.closed[0] == corrected


async def test_a_long_outage_fetches_a_longer_history() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        await source.live.send(Disconnected("cut"))

        later = [
            Candle(at(f"{h:02}:{m:02}:00", NEXT_DAY), 1, 1, 1, 1, 1, None, h * 60 + m)
            for h in range(9, 19)
            for m in range(60)
        ]
        source.pages["005930"] = [*PAGE, *later]
        await source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: len(series.closed) > 500)

        assert "005930 1m 2000" in source.calls
        assert [*series.closed, series.forming] == [*PAGE, *later]
        assert series.revision == 0


async def test_a_series_without_viewers_is_dropped_after_a_while() -> None:
    source = make_source()
    async with running(source) as hub:
        subscription = hub.subscribe("005930")
        first = hub.series("005930", "1m")
        await go_live(hub, source, "005930")

        subscription.close()
        await eventually(lambda: hub.latest("005930") is None)

        assert hub.series("005930", "1m") is not first


async def test_an_unknown_symbol_fails_alone() -> None:
    source = make_source()
    async with running(source) as hub:
        for symbol in ("999999", "005930"):
            hub.subscribe(symbol)
        bad, good = hub.series("999999", "1m"), hub.series("005930", "1m")
        await go_live(hub, source, "999999", "005930")

        assert bad.state is SeriesState.FAILED
        assert bad.error == "종목코드 999999을(를) 찾을 수 없습니다"
        assert good.state is SeriesState.READY


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AuthError("no"), "증권사가 키 또는 토큰을 거부했습니다"),
        (ApiError("ka10080", 2, "기타"), "증권사가 요청을 거부했습니다: 기타"),
    ],
    ids=["auth", "api"],
)
async def test_a_refused_history_says_so(error: Exception, sentence: str) -> None:
    source = make_source()
    async with running(source) as hub:
        source.hold.clear()
        series = hub.series("005930", "1m")
        await eventually(lambda: "005930 1m 500" in source.calls)
        source.failures.append(error)  # type: ignore[arg-type]
        source.hold.set()

        await eventually(lambda: series.state is SeriesState.FAILED)

        assert series.error == sentence


async def test_a_chart_that_a_dead_token_cost_comes_back_by_itself() -> None:
    source = make_source()
    async with running(source) as hub:
        source.hold.clear()
        series = hub.series("005930", "1m")
        await eventually(lambda: "005930 1m 500" in source.calls)
        source.failures += [AuthError("no", 8005), AuthError("no", 8005)]
        source.hold.set()
        await eventually(lambda: series.state is SeriesState.FAILED)

        await eventually(lambda: series.state is SeriesState.READY)

        assert series.error == ""
        assert source.calls.count("005930 1m 500") == 3


async def refused_after_trades_wait(hub: Hub, source: FakeSource) -> CandleSeries:
    """Let trades arrive while history loads, and then refuse the history."""
    hub.subscribe("005930")
    series = hub.series("005930", "1m")
    source.hold.clear()
    await source.live.send(Connected(), Watching(("005930",)))
    await eventually(lambda: "005930 1m 500" in source.calls)
    await source.live.send(make_trade("10:00:01", 111, 1, 1_001))
    source.refusal = ApiError("ka10080", 2, "기타")
    source.hold.set()
    await eventually(lambda: series.state is SeriesState.FAILED)
    return series


async def test_a_refused_history_is_not_asked_for_with_every_trade() -> None:
    source = make_source()
    async with running(source) as hub:
        await refused_after_trades_wait(hub, source)
        source.calls.clear()

        for n in range(2, 52):
            await source.live.send(make_trade("10:00:02", 111, 1, 1_000 + n))

        assert source.calls == []
        assert hub.state("005930") is FeedState.STALE
        assert hub.health().state is FeedState.LIVE


async def test_a_refused_history_is_asked_for_again_after_a_reconnect() -> None:
    source = make_source()
    async with running(source) as hub:
        series = await refused_after_trades_wait(hub, source)
        source.refusal = None

        await source.live.send(Disconnected("cut"))
        await go_live(hub, source, "005930")

        assert series.state is SeriesState.READY
        assert series.error == ""
        assert series.forming is not None
        assert series.forming.day_volume == 1_001


async def test_a_chart_whose_gap_was_refused_comes_back_some_time_later() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        source.failures.append(ApiError("ka10080", 2, "기타"))

        await source.live.send(make_trade("10:00:30", 7, 10, 1_070))
        await eventually(lambda: series.state is SeriesState.FAILED)
        source.pages["005930"] = [
            *PAGE,
            make_candle("10:00:00", (1, 9, 1, 7), 70, 1_070),
        ]

        await eventually(lambda: series.state is SeriesState.READY)
        assert series.forming is not None
        assert series.forming.volume == 70


async def test_history_is_asked_for_until_the_network_is_back() -> None:
    source = make_source()
    async with running(source) as hub:
        source.failures += [TransportError("down")] * 4

        series = hub.series("005930", "1m")

        await eventually(lambda: series.state is SeriesState.READY)


async def test_a_symbol_that_never_traded_is_empty() -> None:
    source = make_source()
    source.pages["005930"] = []
    async with running(source) as hub:
        series = hub.series("005930", "1m")

        await eventually(lambda: series.state is SeriesState.EMPTY)


async def test_daily_candles_follow_the_trades() -> None:
    source = make_source()
    source.pages["005930"] = [Candle(at("00:00:00"), 1, 9, 1, 5, 900, 10**9)]
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1d")
        await go_live(hub, source, "005930")

        await source.live.send(make_trade("10:00:30", 71_000, 10, 5_000))

        assert series.forming is not None
        assert (series.forming.close, series.forming.volume) == (71_000, 5_000)


# Days, figures, health


async def test_trades_move_the_figures_and_the_version() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        await eventually(lambda: hub.latest("005930"))
        version = hub.version

        await source.live.send(make_trade("10:00:30", 71_700, 10, 1_010))

        latest = hub.latest("005930")
        assert latest is not None
        assert (latest.price, latest.volume) == (71_700, 1_010)
        assert hub.version > version


async def test_a_new_day_goes_on_in_the_same_charts() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        await source.live.send(make_trade("15:30:12", 110, 50, 1_050))
        source.figures["005930"] = make_summary(day=NEXT_DAY, clock=None, volume=0)
        source.calls.clear()

        notice = SessionSignal("0", at("08:59:50"), MarketPhase.OPENING_AUCTION, 10)
        await source.live.send(notice, make_trade("09:00:12", 120, 7, 7))
        await eventually(lambda: "summaries 005930" in source.calls)

        assert source.live.day == NEXT_DAY
        assert series.forming is not None
        assert plain(series.forming) == (
            at("09:00:00", NEXT_DAY),
            120,
            120,
            120,
            120,
            7,
        )
        assert series.revision == 0
        assert hub.health().exchange_time == at("09:00:12", NEXT_DAY)


async def test_the_brokers_word_goes_before_the_calendars() -> None:
    source = make_source()
    after = date(2026, 9, 22)
    async with running(source) as hub:
        hub.subscribe("005930")
        await go_live(hub, source, "005930")
        source.figures["005930"] = make_summary(day=after, clock=None, volume=0)

        notice = SessionSignal("0", at("08:40:00"), MarketPhase.OPENING_AUCTION, 10)
        await source.live.send(notice)

        await eventually(lambda: source.live.day == after)


async def test_a_day_that_the_broker_denies_leaves_no_candles() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        series = hub.series("005930", "1m")
        await go_live(hub, source, "005930")
        await source.live.send(make_trade("10:00:01", 110, 10, 1_010))
        source.hold_figures.clear()

        # A notice with an old clock begins the next day, and the broker says no.
        notice = SessionSignal("0", at("08:40:00"), MarketPhase.OPENING_AUCTION, 10)
        await source.live.send(notice, make_trade("10:00:02", 120, 10, 1_020))
        began = source.live.day
        source.pages["005930"] = [
            *PAGE,
            make_candle("10:00:00", (110, 120, 110, 120), 20, 1_020),
        ]
        source.hold_figures.set()
        await eventually(lambda: source.live.day == DAY)
        await source.live.send(make_trade("10:00:03", 130, 10, 1_030))
        await eventually(lambda: series.forming and series.forming.close == 130)

        assert began == NEXT_DAY
        assert series.forming is not None
        assert plain(series.forming) == (at("10:00:00"), 110, 130, 110, 130, 30)
        assert list(series.closed) == PAGE


async def test_a_notice_of_another_venue_with_an_old_clock_begins_no_day() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        await go_live(hub, source, "005930")

        await source.live.send(SessionSignal("P", at("08:00:00"), None, 0))

        assert source.live.day == DAY


async def test_states_follow_the_line() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        hub.series("005930", "1m")
        seen = [hub.health().state]

        await go_live(hub, source, "005930")
        seen.append(hub.state("005930"))
        await source.live.send(Disconnected("cut"))
        seen.append(hub.state("005930"))
        reason = hub.health().reason
        await source.live.send(Connected())
        seen.append(hub.health().state)
        await source.live.send(Watching(("005930",)))
        await eventually(lambda: hub.health().state is FeedState.LIVE)
        await source.live.send(
            SessionSignal("9", at("18:00:00"), MarketPhase.CLOSED, 0)
        )
        seen.append(hub.state("005930"))

        assert seen == [
            FeedState.CONNECTING,
            FeedState.LIVE,
            FeedState.RECONNECTING,
            FeedState.CATCHING_UP,
            FeedState.CLOSED,
        ]
        assert reason == "cut"
        assert hub.health().reconnects == 1


async def test_being_taken_over_or_refused_is_shown() -> None:
    source = make_source()
    async with running(source) as hub:
        await source.live.send(Connected(), TakenOver())
        taken_over = hub.health()
        await source.live.send(AccessRefused("805004"))

        assert taken_over.state is FeedState.TAKEN_OVER
        assert taken_over.reason == "같은 키로 다른 곳에서 접속했습니다"
        assert hub.health().state is FeedState.REFUSED


async def test_a_refused_symbol_does_not_hold_the_others_up() -> None:
    source = make_source()
    async with running(source) as hub:
        for symbol in ("005930", "000660"):
            hub.subscribe(symbol)

        await source.live.send(WatchRefused(("000660",), "105115"))
        await go_live(hub, source, "005930")

        assert hub.state("000660") is FeedState.REFUSED
        assert hub.state("005930") is FeedState.LIVE


async def test_a_refusal_ends_with_the_next_registration() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        hub.series("005930", "1m")
        await source.live.send(Connected(), WatchRefused(("005930",), "105115"))
        refused = hub.state("005930")

        await source.live.send(Disconnected("cut"))
        while_down = hub.state("005930")
        await go_live(hub, source, "005930")

        assert refused is FeedState.REFUSED
        assert while_down is FeedState.RECONNECTING
        assert hub.state("005930") is FeedState.LIVE


async def test_a_late_refusal_of_a_forgotten_symbol_keeps_nothing() -> None:
    source = make_source()
    async with running(source) as hub:
        await source.live.send(Connected(), WatchRefused(("000660",), "105115"))

        assert hub.state("000660") is not FeedState.REFUSED


async def test_health_counts_trades() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        before = hub.health().trade_age_s
        trade = make_trade("10:00:30", 71_700, 10, 1_010)

        await source.live.send(trade, trade)

        health = hub.health()
        assert before is None
        assert health.trade_age_s is not None
        assert health.duplicates == 1


async def test_one_bad_event_does_not_end_the_feed() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        await eventually(lambda: hub.latest("005930"))

        await source.live.send("rubbish", make_trade("10:00:30", 71_700, 10, 1_010))  # type: ignore[arg-type]

        latest = hub.latest("005930")
        assert latest is not None
        assert latest.price == 71_700


@pytest.mark.parametrize(("volume", "is_dead"), [(1_000, False), (1_500, True)])
async def test_silence_in_trading_hours_asks_whether_trades_were_missed(
    volume: int, is_dead: bool
) -> None:
    source = make_source()
    timing = HubTiming(quiet_s=0.05, tick_s=0.01, load=TIMING.load)
    async with running(source, timing) as hub:
        hub.subscribe("005930")
        await eventually(lambda: hub.latest("005930"))
        source.figures["005930"] = make_summary(volume=volume)
        await source.live.send(Connected(), Watching(("005930",)))
        await source.live.send(
            SessionSignal("3", at("10:00:01"), MarketPhase.CONTINUOUS, 0)
        )
        source.calls.clear()

        await eventually(lambda: source.calls.count("summaries 005930") >= 2)

        assert bool(source.live.reconnects) is is_dead


@asynccontextmanager
async def probing(source: FakeSource) -> AsyncIterator[Hub]:
    """Run a hub whose quiet line is asked about, with the answer still to come."""
    timing = HubTiming(quiet_s=0.05, tick_s=0.01, load=TIMING.load)
    async with running(source, timing) as hub:
        hub.subscribe("005930")
        await eventually(lambda: hub.latest("005930"))
        await source.live.send(
            Connected(),
            Watching(("005930",)),
            SessionSignal("3", at("10:00:01"), MarketPhase.CONTINUOUS, 0),
        )
        source.calls.clear()
        source.hold_figures.clear()
        await eventually(lambda: "summaries 005930" in source.calls)
        source.figures["005930"] = make_summary(volume=1_500)
        yield hub


async def test_a_trade_that_arrives_during_the_question_is_not_missing() -> None:
    source = make_source()
    async with probing(source):
        await source.live.send(make_trade("10:00:20", 1, 500, 1_500))
        source.hold_figures.set()
        await eventually(lambda: source.calls.count("summaries 005930") >= 2)

    assert source.live.reconnects == []


async def test_a_figure_of_another_spelling_is_no_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source = make_source()
    async with probing(source):
        source.figures["005930"] = make_summary("005930_AL", volume=1_500)
        source.hold_figures.set()
        await eventually(lambda: source.calls.count("summaries 005930") >= 2)

    assert source.live.reconnects == []
    assert "task failed" not in caplog.text


async def test_a_line_that_was_taken_over_during_the_question_is_left_alone() -> None:
    source = make_source()
    async with probing(source) as hub:
        await source.live.send(TakenOver())
        source.hold_figures.set()
        latest = lambda: hub.latest("005930")  # noqa: E731
        await eventually(lambda: (found := latest()) and found.volume == 1_500)

        assert hub.health().state is FeedState.TAKEN_OVER
    assert source.live.reconnects == []


async def test_the_hub_starts_without_a_network_and_heals() -> None:
    source = make_source()
    source.failures += [TransportError("no route")] * 3

    async with running(source) as hub:
        hub.subscribe("005930")
        await eventually(lambda: hub.instruments)

        await eventually(lambda: source.live.trades == ("005930",))


async def test_a_key_that_is_refused_at_first_is_tried_again_once_accepted() -> None:
    source = make_source()
    source.failures.append(AuthError("register the address", 8040))

    async with running(source) as hub:
        before = dict(hub.instruments)
        await source.live.send(AccessRefused("8040"), Connected())
        await eventually(lambda: hub.instruments)

    assert before == {}
    assert source.live.day == DAY


async def test_a_listing_that_stays_refused_is_asked_for_once_per_login() -> None:
    source = make_source()
    source.listing_refusal = ApiError("ka10099", 2, "기타")
    async with running(source) as hub:
        hub.subscribe("005930")
        source.calls.clear()
        for login in (1, 2):
            await source.live.send(Connected())
            await eventually(lambda n=login: source.calls.count("instruments") >= n)
            looks = source.live.wishes
            await eventually(lambda n=looks: source.live.wishes > n + 10)

    assert source.calls.count("instruments") == 2


async def test_a_feed_that_breaks_is_shown_and_begins_again() -> None:
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        hub.series("005930", "1m")
        await go_live(hub, source, "005930")

        source.live.error = RuntimeError("a mistake of ours")
        await source.live.send(Connected())
        broken = hub.health()
        source.live.error = None
        await eventually(lambda: not source.live.frames.qsize())
        await go_live(hub, source, "005930")

    assert broken.state is FeedState.RECONNECTING
    assert broken.reason == "실시간 수신이 멈추어 다시 시작합니다"


async def test_a_look_around_that_fails_is_shown_and_begins_again() -> None:
    source = make_source()
    async with running(source) as hub:
        source.live.want_error = RuntimeError("a mistake of ours")
        await eventually(lambda: hub.health().reason == "점검이 멈추어 다시 시작합니다")

        source.live.want_error = None
        await eventually(lambda: hub.health().reason == "")


async def test_a_person_can_ask_for_a_new_connection() -> None:
    source = make_source()
    async with running(source) as hub:
        await source.live.send(Connected(), TakenOver())

        hub.reconnect()

        assert len(source.live.reconnects) == 1


async def test_rows_that_could_not_be_read_are_counted() -> None:
    source = make_source()
    async with running(source) as hub:
        source.live.dropped_rows = 3

        assert hub.health().dropped_rows == 3


async def test_nothing_runs_after_a_start_that_was_given_up() -> None:
    before = asyncio.all_tasks()
    source = make_source()
    source.hold_figures.clear()
    hub = Hub(source, timing=TIMING, delays=no_delays)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await hub.start()

    assert asyncio.all_tasks() == before


async def test_nothing_runs_after_closing() -> None:
    before = asyncio.all_tasks()
    source = make_source()
    source.hold.clear()
    async with running(source) as hub:
        hub.subscribe("005930", order_book=True)
        hub.series("005930", "1m")
        await eventually(lambda: "005930 1m 500" in source.calls)

    assert asyncio.all_tasks() == before


async def test_a_silent_line_makes_what_is_shown_stale_until_it_is_heard_again() -> (
    None
):
    source = make_source()
    async with running(source) as hub:
        hub.subscribe("005930")
        await source.live.send(Connected(), Watching(("005930",)))
        await eventually(lambda: hub.health().state is not FeedState.CATCHING_UP)
        before = hub.health().state

        await source.live.send(Silent("조용합니다"))
        during, reason = hub.state("005930"), hub.health().reason
        await source.live.send(Heard())

        assert (during, reason) == (FeedState.STALE, "조용합니다")
        assert hub.health().state is before


async def test_a_chart_without_history_is_stale_and_the_others_are_not() -> None:
    source = make_source()
    async with running(source) as hub:
        for symbol in ("005930", "000660"):
            hub.subscribe(symbol)
        await source.live.send(Connected(), Watching(("005930", "000660")))
        await eventually(lambda: hub.health().catching_up == 0)
        source.refusal = ApiError("ka10080", 2, "거절")
        refused = hub.series("005930", "5m")
        await eventually(lambda: refused.state is SeriesState.FAILED)

        assert hub.state("005930") is FeedState.STALE
        assert hub.state("000660") is not FeedState.STALE


async def test_a_hub_that_was_stopped_connects_anew() -> None:
    source = make_source()
    timing = HubTiming(tick_s=0.01, frozen_s=0.05, load=TIMING.load)
    async with running(source, timing) as hub:
        await source.live.send(Connected())
        time.sleep(0.2)  # noqa: ASYNC251 - nothing runs, as if the computer slept
        await eventually(lambda: source.live.reconnects)

        assert source.live.reconnects == ["컴퓨터가 멈추었다가 깨어났습니다"]
        assert hub.health().state is FeedState.STALE
