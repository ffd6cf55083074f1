"""Texts of the wire become models, field by field."""

from datetime import date, time

import pytest

from kiwoom import Level, Market, MarketPhase, Side
from kiwoom.texts import DayTimes, decimal, parse_clock, parse_day, price, signed
from kiwoom.wire import (
    read_book,
    read_book_reply,
    read_daily,
    read_instrument,
    read_minute,
    read_signal,
    read_summary,
    read_trade,
)
from tests.kiwoom.samples import DAY, TRADE_VALUES, at

TIMES = DayTimes(DAY)

MINUTE = {
    "cur_prc": "-71200",
    "trde_qty": "10250",
    "cntr_tm": "20260918101500",
    "open_pric": "+72100",
    "high_pric": "72000",
    "low_pric": "-71100",
    "acc_trde_qty": "1204525",
    "pred_pre": "-800",
    "pred_pre_sig": "5",
}
DAILY = {
    "cur_prc": "70100",
    "trde_qty": "9263135",
    "trde_prica": "648525",
    "dt": "20260917",
    "open_pric": "69800",
    "high_pric": "70500",
    "low_pric": "69600",
    "pred_pre": "+600",
    "pred_pre_sig": "2",
    "trde_tern_rt": "+0.16",
}
SUMMARY = {
    "stk_cd": "005930",
    "stk_nm": "삼성전자",
    "cur_prc": "-71200",
    "base_pric": "72000",
    "pred_pre": "-800",
    "flu_rt": "-1.11",
    "trde_qty": "1204525",
    "trde_prica": "85932",
    "cntr_str": "96.40",
    "upl_pric": "+93600",
    "lst_pric": "-50400",
    "open_pric": "72000",
    "high_pric": "+72400",
    "low_pric": "-71000",
    "cntr_tm": "101502",
    "dt": "20260918",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0", 0),
        ("+0", 0),
        (" 0", 0),
        ("", 0),
        ("   ", 0),
        ("--36042", -36042),
        ("+600", 600),
        ("-714", -714),
        (" 67300", 67300),
        ("000000272500", 272500),
        ("-00000000002694", -2694),
    ],
)
def test_a_delta_keeps_its_sign(text: str, value: int) -> None:
    assert signed(text) == value


def test_the_sign_of_a_price_is_only_its_direction() -> None:
    assert [price(t) for t in ("-257750", "+131500", " 67300", "-0")] == [
        257750,
        131500,
        67300,
        0,
    ]


def test_an_empty_rate_is_zero() -> None:
    assert [decimal(t) for t in ("", " ", "-4.18", "+0.16")] == [0.0, 0.0, -4.18, 0.16]


@pytest.mark.parametrize("text", ["", "59", "0900001", "246000", "99:99:", "abcdef"])
def test_a_clock_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_clock(text)


@pytest.mark.parametrize("text", ["", "2026091", "20261318", "2026-9-1"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_day(text)


def test_clock_and_day_are_read() -> None:
    assert parse_clock("152959") == time(15, 29, 59)
    assert parse_day("20260918") == date(2026, 9, 18)


def test_a_trade_is_read_with_each_sign_on_its_own() -> None:
    trade = read_trade("005930", TRADE_VALUES, TIMES)

    assert trade.time == at("10:15:02")
    assert (trade.price, trade.size, trade.side) == (71200, 25, Side.SELL)
    assert (trade.day_volume, trade.day_value) == (1204525, 85932_000_000)
    assert (trade.change, trade.change_rate) == (-800, -1.11)
    assert (trade.open, trade.high, trade.low) == (72000, 72400, 71000)
    assert (trade.ask, trade.bid, trade.strength) == (71300, 71200, 96.4)
    assert not trade.is_after_hours


@pytest.mark.parametrize(
    ("size", "side"),
    [("+3", Side.BUY), ("-3", Side.SELL), ("3", Side.AUCTION)],
)
def test_the_sign_of_a_size_tells_who_began(size: str, side: Side) -> None:
    trade = read_trade("005930", TRADE_VALUES | {"15": size}, TIMES)

    assert (trade.size, trade.side) == (3, side)


def test_a_half_tick_price_is_accepted() -> None:
    assert read_trade("005930", TRADE_VALUES | {"10": "-71250"}, TIMES).price == 71250


def test_session_three_is_after_hours() -> None:
    assert read_trade("005930", TRADE_VALUES | {"290": "3"}, TIMES).is_after_hours


@pytest.mark.parametrize(
    "change",
    [
        {"10": "0"},
        {"10": ""},
        {"15": "0"},
        {"15": "x"},
        {"15": "+9999999"},
        {"13": ""},
        {"13": None},
        {"20": "256199"},
        {"20": "1"},
        {"12": "abc"},
    ],
    ids=str,
)
def test_a_row_that_is_no_trade_is_refused(change: dict[str, str]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_trade("005930", TRADE_VALUES | change, TIMES)


def test_a_row_without_a_field_is_refused() -> None:
    row = {fid: text for fid, text in TRADE_VALUES.items() if fid != "13"}

    with pytest.raises(KeyError):
        read_trade("005930", row, TIMES)


def test_unknown_fields_are_ignored() -> None:
    assert read_trade("005930", TRADE_VALUES | {"9999": "?"}, TIMES).size == 25


def test_an_order_book_leaves_empty_levels_out() -> None:
    values = {"21": "101503", "121": "1500", "125": "900"}
    for n in range(1, 11):
        values |= {f"{40 + n}": "-0", f"{60 + n}": "0"}
        values |= {f"{50 + n}": "0", f"{70 + n}": "0"}
    values |= {"41": "-71300", "61": "1500", "51": "-71200", "71": "400"}
    values |= {"52": "-71100", "72": "500"}

    book = read_book("005930", values, TIMES)

    assert book.asks == (Level(71300, 1500),)
    assert book.bids == (Level(71200, 400), Level(71100, 500))
    assert (book.total_ask, book.total_bid) == (1500, 900)
    assert book.time == at("10:15:03")


def test_an_order_book_reply_has_its_own_spelling() -> None:
    reply = {"bid_req_base_tm": "101503", "tot_sel_req": "30", "tot_buy_req": "70"}
    reply |= {"sel_fpr_bid": "+100", "sel_fpr_req": "10"}
    reply |= {"buy_fpr_bid": "-90", "buy_fpr_req": "70"}
    for n in range(2, 11):
        reply |= {f"sel_{n}th_pre_bid": "0", f"sel_{n}th_pre_req": "0"}
        reply |= {f"buy_{n}th_pre_bid": "0", f"buy_{n}th_pre_req": "0"}
    reply |= {"sel_2th_pre_bid": "+110", "sel_2th_pre_req": "20"}

    book = read_book_reply("005930", reply, DAY)

    assert book.asks == (Level(100, 10), Level(110, 20))
    assert book.bids == (Level(90, 70),)


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("0", MarketPhase.OPENING_AUCTION),
        ("3", MarketPhase.CONTINUOUS),
        ("2", MarketPhase.CLOSING_AUCTION),
        ("4", MarketPhase.AFTER_HOURS),
        ("8", MarketPhase.AFTER_HOURS),
        ("a", MarketPhase.AFTER_HOURS),
        ("d", MarketPhase.CLOSED),
        ("9", MarketPhase.CLOSED),
        ("P", None),
        ("e", None),
    ],
)
def test_a_session_code_means_a_phase(code: str, phase: MarketPhase | None) -> None:
    row = {"215": code, "20": "084000", "214": "002000"}

    signal = read_signal("", row, TIMES)

    assert (signal.phase, signal.remaining_s) == (phase, 1200)


def test_a_minute_row_is_labelled_by_its_start() -> None:
    candle = read_minute(MINUTE)

    assert candle is not None
    assert candle.time == at("10:15:00")
    assert (candle.open, candle.high, candle.low, candle.close) == (
        72100,
        72000,
        71100,
        71200,
    )
    assert (candle.volume, candle.day_volume, candle.value) == (10250, 1204525, None)


def test_a_daily_row_carries_its_value_in_won() -> None:
    candle = read_daily(DAILY)

    assert candle is not None
    assert candle.time == at("00:00:00", date(2026, 9, 17))
    assert (candle.volume, candle.value) == (9263135, 648_525_000_000)
    assert candle.day_volume is None


def test_a_blank_row_is_no_candle() -> None:
    assert read_minute(dict.fromkeys(MINUTE, "")) is None
    assert read_daily(dict.fromkeys(DAILY, "")) is None


def test_a_watch_list_row_is_read() -> None:
    summary = read_summary(SUMMARY)

    assert summary is not None
    assert (summary.symbol, summary.name) == ("005930", "삼성전자")
    assert (summary.trading_day, summary.time) == (DAY, at("10:15:02"))
    assert (summary.price, summary.base_price, summary.change) == (71200, 72000, -800)
    assert (summary.volume, summary.value) == (1204525, 85_932_000_000)
    assert (summary.upper_limit, summary.lower_limit) == (93600, 50400)


def test_before_the_first_trade_the_price_is_the_reference() -> None:
    summary = read_summary(SUMMARY | {"cur_prc": "", "cntr_tm": "", "trde_qty": "0"})

    assert summary is not None
    assert (summary.price, summary.time, summary.volume) == (72000, None, 0)


def test_a_blank_watch_list_row_is_no_summary() -> None:
    assert read_summary(dict.fromkeys(SUMMARY, "")) is None


@pytest.mark.parametrize(
    ("code", "market"),
    [
        ("0", Market.KOSPI),
        ("10", Market.KOSDAQ),
        ("8", Market.ETF),
        ("60", Market.OTHER),
    ],
)
def test_the_market_code_tells_etfs_from_shares(code: str, market: Market) -> None:
    row = {"code": "069500", "name": "KODEX 200", "marketCode": code}
    row |= {"lastPrice": "00036120", "listCount": "0000000181850000", "kind": "A"}

    instrument = read_instrument(row)

    assert instrument is not None
    assert instrument.market is market
    assert (instrument.base_price, instrument.listed_shares) == (36120, 181850000)
