"""Requests and replies without a network: order of checks, refusals, charts, pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest

from kiwoom.enums import Mode
from kiwoom.hours import KST
from kiwoom.simulator.desk import Desk, Reply, Request
from kiwoom.simulator.market import Market
from kiwoom.simulator.tokens import TokenDesk

WALL = datetime(2026, 11, 23, 12, tzinfo=KST)
DAY = date(2026, 9, 18)
PATHS = {
    "ka10001": "/api/dostk/stkinfo",
    "ka10004": "/api/dostk/mrkcond",
    "ka10080": "/api/dostk/chart",
    "ka10081": "/api/dostk/chart",
    "ka10095": "/api/dostk/stkinfo",
    "ka10099": "/api/dostk/stkinfo",
    "ka10100": "/api/dostk/stkinfo",
}
MINUTE = {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}
DAILY = {"stk_cd": "005930", "base_dt": "20260918", "upd_stkpc_tp": "1"}

Build = Callable[..., Market]


@dataclass
class Counter:
    """Somebody at the counter, with a good token and a clock of their own."""

    desk: Desk
    token: str = ""
    now: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, api_id: str, body: Any, **changes: Any) -> Reply:
        self.now += changes.pop("after", 1.0)
        headers = {"authorization": f"Bearer {self.token}", "api-id": api_id}
        headers |= changes.pop("headers", {})
        headers = {name: text for name, text in headers.items() if text is not None}
        path = changes.pop("path", PATHS.get(api_id, "/api/dostk/chart"))
        return self.desk.answer(Request(path, headers, body), self.now, WALL)

    def rows(self, api_id: str, name: str, body: Any, **more: Any) -> list[Any]:
        reply = self.ask(api_id, body, **more)
        assert reply.body["return_code"] == 0
        found = reply.body[name]
        assert isinstance(found, list)
        return found


@pytest.fixture
def counter(market_at: Build) -> Counter:
    market = market_at("10:35:19")
    market.advance(market.now)
    tokens = TokenDesk()
    return Counter(Desk(market, tokens), tokens.issue("key", WALL).text)


def message(reply: Reply) -> str:
    return str(reply.body["return_msg"])


# --- tokens ---


def issue(counter: Counter, path: str = "/oauth2/token", **changes: Any) -> Reply:
    body = {
        "grant_type": "client_credentials",
        "appkey": "key",
        "secretkey": "secret",
        **changes,
    }
    request = Request(path, {}, body)
    return counter.desk.answer(request, counter.now, WALL)


def test_a_token_reply_has_the_recorded_keys(counter: Counter) -> None:
    reply = issue(counter)

    assert list(reply.body) == [
        "expires_dt",
        "return_msg",
        "token_type",
        "return_code",
        "token",
    ]
    assert reply.body["expires_dt"] == "20261124120000"
    assert reply.body["token_type"] == "Bearer"
    assert reply.body["return_code"] == 0


def test_expiry_is_korean_time_wherever_the_host_is(counter: Counter) -> None:
    request = Request("/oauth2/token", {}, {**issue_body(), "appkey": "other"})

    reply = counter.desk.answer(request, 0.0, WALL.astimezone(tz=None))

    assert reply.body["expires_dt"] == "20261124120000"


def issue_body() -> dict[str, str]:
    return {"grant_type": "client_credentials", "appkey": "k", "secretkey": "s"}


def test_two_tokens_within_a_second_are_one_too_many(counter: Counter) -> None:
    issue(counter)

    reply = issue(counter)

    assert reply.status == 429
    assert reply.body == {
        "return_code": 5,
        "return_msg": "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 "
        "초과하였습니다. 유량=au10001, API ID={1}]",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"appkey": ""}, "[8020:"),
        ({"secretkey": ""}, "[8020:"),
        ({"grant_type": ""}, "[1511:"),
    ],
)
def test_a_token_needs_key_secret_and_grant(
    counter: Counter, changes: dict[str, str], code: str
) -> None:
    reply = issue(counter, **changes)

    assert reply.status == 200
    assert code in message(reply)


def test_the_scheme_of_a_token_may_be_written_small(counter: Counter) -> None:
    small = {"authorization": f"bearer {counter.token}"}

    reply = counter.ask("ka10001", {"stk_cd": "005930"}, headers=small)

    assert reply.body["return_code"] == 0


def test_a_revoked_token_is_dead(counter: Counter) -> None:
    revoked = issue(counter, "/oauth2/revoke", token=counter.token)

    assert revoked.body["return_code"] == 0
    assert "[8005:" in message(counter.ask("ka10001", {"stk_cd": "005930"}))


def test_a_superseded_token_is_dead(counter: Counter) -> None:
    issue(counter)

    reply = counter.ask("ka10001", {"stk_cd": "005930"})

    assert reply.status == 200
    assert reply.body == {
        "return_code": 3,
        "return_msg": "인증에 실패했습니다[8005:Token이 유효하지 않습니다]",
    }


# --- refusals, in the order of the checks ---


@pytest.mark.parametrize(
    ("headers", "code", "number"),
    [
        ({"api-id": None}, 2, "[1501:"),
        ({"api-id": "ka99999"}, 2, "[1505:"),
        ({"api-id": "ka10001"}, 2, "[1504:"),
        ({"authorization": None}, 3, "[1513:"),
        ({"authorization": "token"}, 3, "[1514:"),
        ({"authorization": "Basic token"}, 3, "[1515:"),
        ({"authorization": "Bearer "}, 3, "[1516:"),
        ({"authorization": "Bearer wrong"}, 3, "[8005:"),
    ],
)
def test_bad_headers_are_refused_with_status_200(
    counter: Counter, headers: dict[str, Any], code: int, number: str
) -> None:
    reply = counter.ask("ka10080", MINUTE, headers=headers)

    assert reply.status == 200
    assert reply.body["return_code"] == code
    assert number in message(reply)


def test_the_address_is_checked_before_the_token_and_the_token_before_the_body(
    counter: Counter,
) -> None:
    bad = {"authorization": "Bearer wrong"}

    address = counter.ask("ka10080", {}, headers=bad, path="/api/dostk/stkinfo")
    token = counter.ask("ka10080", {}, headers=bad)

    assert "[1504:" in message(address)
    assert "[8005:" in message(token)


@pytest.mark.parametrize("base_dt", ["", "  ", None])
def test_an_empty_field_counts_as_missing(counter: Counter, base_dt: Any) -> None:
    reply = counter.ask("ka10081", {**DAILY, "base_dt": base_dt})

    assert reply.body["return_code"] == 2
    assert "[1511:필수 입력 값에 값이 존재하지 않습니다. " in message(reply)
    assert "필수입력 파라미터=base_dt]" in message(reply)


@pytest.mark.parametrize(
    "body",
    [
        None,
        {**MINUTE, "tic_scope": "7"},
        {**MINUTE, "base_dt": "yesterday"},
        {**MINUTE, "base_dt": "20261399"},
    ],
)
def test_unreadable_bodies_are_refused(counter: Counter, body: Any) -> None:
    assert "[1517:" in message(counter.ask("ka10080", body))


def test_the_sixth_request_of_a_second_is_refused(counter: Counter) -> None:
    for _ in range(5):
        assert counter.ask("ka10080", MINUTE, after=0.0).status == 200

    reply = counter.ask("ka10080", MINUTE, after=0.0)

    assert reply.status == 429
    assert reply.body == {
        "return_code": 5,
        "return_msg": "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 "
        "초과하였습니다. 유량=5, API ID=ka10080]",
    }
    assert counter.ask("ka10081", DAILY, after=0.0).status == 200


def test_the_rate_is_checked_before_everything_else(counter: Counter) -> None:
    for _ in range(5):
        counter.ask("ka10080", MINUTE, after=0.0)

    assert counter.ask("ka10080", {}, after=0.0).status == 429


def test_paper_trading_is_slower(market_at: Build) -> None:
    tokens = TokenDesk()
    desk = Desk(market_at("10:00:00"), tokens, Mode.MOCK)
    counter = Counter(desk, tokens.issue("key", WALL).text)

    replies = [counter.ask("ka10001", {"stk_cd": "005930"}, after=0.0) for _ in "abc"]

    assert [reply.status for reply in replies] == [200, 200, 429]


def test_every_reply_carries_the_three_headers(counter: Counter) -> None:
    good = counter.ask("ka10001", {"stk_cd": "005930"})
    bad = counter.ask("ka10001", {})

    wanted = {"api-id": "ka10001", "cont-yn": "N", "next-key": ""}
    assert good.headers == bad.headers == wanted


def test_requests_are_remembered(counter: Counter) -> None:
    counter.ask("ka10001", {"stk_cd": "005930"})
    counter.ask("ka99999", {})

    assert list(counter.desk.served) == ["ka10001", "ka99999"]


# --- minute chart ---


def minutes(counter: Counter, scope: str = "1", **more: Any) -> list[dict[str, str]]:
    body = {**MINUTE, "tic_scope": scope, **more}
    return counter.rows("ka10080", "stk_min_pole_chart_qry", body)


def test_a_minute_reply_has_the_recorded_keys(counter: Counter) -> None:
    reply = counter.ask("ka10080", MINUTE)
    rows = reply.body["stk_min_pole_chart_qry"]

    assert list(reply.body) == [
        "stk_cd",
        "stk_min_pole_chart_qry",
        "return_code",
        "return_msg",
    ]
    assert isinstance(rows, list)
    assert len(rows) == 900
    assert list(rows[0]) == [
        "cur_prc",
        "trde_qty",
        "cntr_tm",
        "open_pric",
        "high_pric",
        "low_pric",
        "acc_trde_qty",
        "pred_pre",
        "pred_pre_sig",
    ]


def test_the_unfinished_bar_comes_first(counter: Counter) -> None:
    assert minutes(counter)[0]["cntr_tm"] == "20260918103500"


@pytest.mark.parametrize("scope", ["1", "3", "5", "10", "15", "30", "45", "60"])
def test_running_volume_chains_within_each_day(counter: Counter, scope: str) -> None:
    rows = minutes(counter, scope)

    assert [r["cntr_tm"] for r in rows] == sorted(
        (r["cntr_tm"] for r in rows), reverse=True
    )
    for later, earlier in pairwise(rows):
        running, before = int(later["acc_trde_qty"]), int(earlier["acc_trde_qty"])
        is_first = later["cntr_tm"][:8] != earlier["cntr_tm"][:8]
        assert int(later["trde_qty"]) == running - (0 if is_first else before)
        assert int(later["cntr_tm"][8:10]) * 60 % int(scope) in range(60)


@pytest.mark.parametrize("scope", ["3", "5", "15", "30", "45", "60"])
def test_longer_scopes_are_folds_of_the_minutes(counter: Counter, scope: str) -> None:
    day = [r for r in minutes(counter) if r["cntr_tm"].startswith("20260917")]
    wanted: dict[int, list[dict[str, str]]] = {}
    for row in reversed(day):
        clock = int(row["cntr_tm"][8:10]) * 60 + int(row["cntr_tm"][10:12])
        wanted.setdefault(clock - clock % int(scope), []).append(row)

    rows = [r for r in minutes(counter, scope) if r["cntr_tm"].startswith("20260917")]

    assert len(rows) == len(wanted)
    for row, parts in zip(reversed(rows), wanted.values(), strict=True):
        prices = [abs(int(p[k])) for p in parts for k in ("high_pric", "low_pric")]
        assert row["open_pric"] == parts[0]["open_pric"]
        assert row["cur_prc"] == parts[-1]["cur_prc"]
        assert abs(int(row["high_pric"])) == max(prices)
        assert abs(int(row["low_pric"])) == min(prices)
        assert int(row["trde_qty"]) == sum(int(p["trde_qty"]) for p in parts)
        assert row["acc_trde_qty"] == parts[-1]["acc_trde_qty"]


def test_labels_of_a_five_minute_day_are_as_recorded(counter: Counter) -> None:
    labels = [r["cntr_tm"][8:12] for r in minutes(counter, "5")]
    day = labels[labels.index("1530") :][:77]

    assert day[:3] == ["1530", "1515", "1510"]
    assert day[-1] == "0900"
    assert "1520" not in labels


def test_forty_five_minutes_merge_the_close_into_the_last_bar(counter: Counter) -> None:
    day = [
        r["cntr_tm"][8:12]
        for r in minutes(counter, "45")
        if r["cntr_tm"].startswith("20260917")
    ]

    assert len(day) == 9
    assert day[0] == "1500"


def test_each_price_has_its_own_sign(counter: Counter) -> None:
    history = counter.desk.market.history
    for row in minutes(counter):
        day = datetime.strptime(row["cntr_tm"][:8], "%Y%m%d").replace(tzinfo=KST).date()
        base = history.bar(day, 0).base
        for key in ("cur_prc", "open_pric", "high_pric", "low_pric"):
            price = abs(int(row[key]))
            sign = "" if price == base else "+" if price > base else "-"
            assert row[key] == f"{sign}{price}"
        assert int(row["pred_pre"]) == abs(int(row["cur_prc"])) - base


def test_pages_follow_without_overlap_or_hole(counter: Counter) -> None:
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        headers = {"cont-yn": "Y", "next-key": cursor} if cursor else {}
        reply = counter.ask("ka10080", MINUTE, headers=headers)
        rows = reply.body["stk_min_pole_chart_qry"]
        assert isinstance(rows, list)
        seen += [row["cntr_tm"] for row in rows]
        assert reply.headers["cont-yn"] == "Y"
        cursor = reply.next_key

    market = counter.desk.market
    wanted = [
        f"{day:%Y%m%d}{n // 60:02d}{n % 60:02d}00"
        for day in reversed(market.history.days_until(DAY, 15))
        for n in reversed(market.minutes(day, 0).label.tolist())
    ]
    assert seen == wanted[:3600]


def test_pages_end_with_the_retention(counter: Counter) -> None:
    pages, cursor = 0, ""
    while pages < 20:
        headers = {"cont-yn": "Y", "next-key": cursor} if cursor else {}
        body = {**MINUTE, "tic_scope": "60"}
        reply = counter.ask("ka10080", body, headers=headers)
        pages, cursor = pages + 1, reply.next_key
        if not cursor:
            break

    assert pages == 2
    rows = reply.body["stk_min_pole_chart_qry"]
    assert isinstance(rows, list)
    assert "20250901" < rows[-1]["cntr_tm"] < "20250930"


def test_one_minute_pages_go_back_a_year_without_overlap_or_hole(
    counter: Counter,
) -> None:
    market = counter.desk.market
    kept = market.history.days_until(DAY, 250)
    cursor, sizes, seen = "", [], []
    while cursor or not sizes:
        headers = {"cont-yn": "Y", "next-key": cursor} if cursor else {}
        reply = counter.ask("ka10080", MINUTE, headers=headers)
        found = reply.body["stk_min_pole_chart_qry"]
        assert isinstance(found, list)
        sizes.append(len(found))
        seen += [row["cntr_tm"] for row in found]
        cursor = reply.next_key

    wanted = [
        f"{day:%Y%m%d}{n // 60:02d}{n % 60:02d}00"
        for day in reversed(kept)
        for n in reversed(market.minutes(day, 0).label.tolist())
    ]
    assert len(wanted) > 90_000
    assert seen == wanted
    assert set(sizes[:-1]) == {900}
    assert reply.headers["cont-yn"] == "N"


@pytest.mark.parametrize("label", ["20250901090000", "19000101000000"])
def test_a_cursor_beyond_the_retention_gives_one_blank_row(
    counter: Counter, label: str
) -> None:
    headers = {"cont-yn": "Y", "next-key": f"005930:{label}"}

    reply = counter.ask("ka10080", MINUTE, headers=headers)

    found = reply.body["stk_min_pole_chart_qry"]
    assert isinstance(found, list)
    assert [set(row.values()) for row in found] == [{""}]
    assert (reply.headers["cont-yn"], reply.next_key) == ("N", "")


def test_a_base_date_is_the_newest_day(counter: Counter) -> None:
    rows = minutes(counter, base_dt="20260906")

    assert rows[0]["cntr_tm"].startswith("20260904")


@pytest.mark.parametrize("changes", [{"stk_cd": "999999"}, {"base_dt": "20240102"}])
def test_nothing_known_gives_one_blank_row(
    counter: Counter, changes: dict[str, str]
) -> None:
    (row,) = minutes(counter, **changes)

    assert set(row.values()) == {""}


# --- daily chart ---


def test_a_daily_reply_has_the_recorded_keys(counter: Counter) -> None:
    rows = counter.rows("ka10081", "stk_dt_pole_chart_qry", DAILY)

    assert len(rows) == 600
    assert list(rows[0]) == [
        "cur_prc",
        "trde_qty",
        "trde_prica",
        "dt",
        "open_pric",
        "high_pric",
        "low_pric",
        "pred_pre",
        "pred_pre_sig",
        "trde_tern_rt",
    ]
    assert rows[0]["dt"] == "20260918"
    assert rows[0]["cur_prc"].isdigit()
    assert rows[0]["trde_tern_rt"].startswith("+")


def test_daily_volume_is_minutes_plus_after_hours(counter: Counter) -> None:
    daily = counter.rows("ka10081", "stk_dt_pole_chart_qry", DAILY)
    today, yesterday = daily[0], daily[1]
    rows = minutes(counter)

    assert today["trde_qty"] == rows[0]["acc_trde_qty"]
    last = next(r for r in rows if r["cntr_tm"].startswith(yesterday["dt"]))
    market = counter.desk.market
    late = market.history.bar(market.history.previous(DAY), 0).late_volume
    assert int(yesterday["trde_qty"]) == int(last["acc_trde_qty"]) + late
    assert yesterday["cur_prc"] == last["cur_prc"].lstrip("+-")


def test_daily_changes_are_against_the_close_before(counter: Counter) -> None:
    rows = counter.rows("ka10081", "stk_dt_pole_chart_qry", DAILY)

    for later, earlier in pairwise(rows):
        change = int(later["cur_prc"]) - int(earlier["cur_prc"])
        assert int(later["pred_pre"]) == change
        codes = {True: "14"[change < 0] + "25"[change < 0], False: "3"}
        assert later["pred_pre_sig"] in codes[change != 0]


@pytest.mark.parametrize(
    ("base_dt", "newest"),
    [("20260906", "20260904"), ("20301231", "20260918")],
)
def test_a_day_off_and_the_future_move_back(
    counter: Counter, base_dt: str, newest: str
) -> None:
    rows = counter.rows(
        "ka10081", "stk_dt_pole_chart_qry", {**DAILY, "base_dt": base_dt}
    )

    assert rows[0]["dt"] == newest


def test_daily_pages_reach_the_beginning(counter: Counter) -> None:
    first = counter.ask("ka10081", DAILY)
    headers = {"cont-yn": "Y", "next-key": first.next_key}

    second = counter.ask("ka10081", DAILY, headers=headers)

    older, newer = (r.body["stk_dt_pole_chart_qry"] for r in (second, first))
    assert isinstance(older, list)
    assert isinstance(newer, list)
    history = counter.desk.market.history
    wanted = [f"{d:%Y%m%d}" for d in reversed(history.days_until(DAY, 2_000))]
    assert [r["dt"] for r in newer + older] == wanted
    assert second.headers["cont-yn"] == "N"


def test_an_unknown_code_has_one_blank_day(counter: Counter) -> None:
    (row,) = counter.rows(
        "ka10081", "stk_dt_pole_chart_qry", {**DAILY, "stk_cd": "999999"}
    )

    assert set(row.values()) == {""}


# --- the present ---


def test_all_replies_agree_about_the_present(counter: Counter) -> None:
    info = counter.ask("ka10001", {"stk_cd": "005930"}).body
    (watch,) = counter.rows("ka10095", "atn_stk_infr", {"stk_cd": "005930"})
    book = counter.ask("ka10004", {"stk_cd": "005930"}).body
    minute = minutes(counter)[0]
    totals = counter.desk.market.tapes[0].totals

    assert info["cur_prc"] == watch["cur_prc"] == minute["cur_prc"]
    assert info["trde_qty"] == watch["trde_qty"] == minute["acc_trde_qty"]
    assert watch["trde_qty"] == str(totals.volume)
    for key in ("open_pric", "high_pric", "low_pric", "upl_pric", "lst_pric"):
        assert info[key] == watch[key]
    assert watch["sel_bid"] == watch["sel_1th_bid"] == book["sel_fpr_bid"]
    assert watch["buy_bid"] == watch["buy_1th_bid"] == book["buy_fpr_bid"]
    assert watch["tot_sel_req"] == book["tot_sel_req"]


def test_a_watch_list_has_63_keys_and_blank_rows_for_strangers(
    counter: Counter,
) -> None:
    rows = counter.rows("ka10095", "atn_stk_infr", {"stk_cd": "005930|999999|000660"})

    assert [len(row) for row in rows] == [63] * 3
    assert [row["stk_cd"] for row in rows] == ["005930", "", "000660"]
    assert set(rows[1].values()) == {""}
    assert rows[0]["dt"] == "20260918"
    assert rows[0]["cntr_tm"] <= "103519"


@pytest.mark.parametrize("separator", [";", ",", " "])
def test_only_a_pipe_separates_codes(counter: Counter, separator: str) -> None:
    codes = separator.join(["005930", "000660"])

    (row,) = counter.rows("ka10095", "atn_stk_infr", {"stk_cd": codes})

    assert set(row.values()) == {""}


def test_a_hundred_and_one_codes_look_like_a_rate_limit_for_ever(
    counter: Counter,
) -> None:
    codes = "|".join(["005930"] * 101)

    for _ in range(3):
        reply = counter.ask("ka10095", {"stk_cd": codes}, after=5.0)
        assert (reply.status, reply.body["return_code"]) == (200, 5)
        assert "[1634:" in message(reply)


def test_basic_information_has_45_keys(counter: Counter) -> None:
    info = counter.ask("ka10001", {"stk_cd": "005930"}).body

    assert len(info) == 45 + 2
    assert str(info["upl_pric"]).startswith("+")
    assert str(info["lst_pric"]).startswith("-")
    assert (info["exp_cntr_pric"], info["exp_cntr_qty"]) == ("", "")
    assert list(info)[24:27] == ["high_pric", "open_pric", "low_pric"]


def test_an_unknown_code_has_blank_information(counter: Counter) -> None:
    info = counter.ask("ka10001", {"stk_cd": "999999"}).body

    assert info["return_code"] == 0
    assert info["stk_cd"] == info["cur_prc"] == ""


def test_a_book_adds_up(counter: Counter) -> None:
    book = counter.ask("ka10004", {"stk_cd": "005930"}).body

    asks = [book["sel_fpr_req"]] + [book[f"sel_{n}th_pre_req"] for n in range(2, 11)]
    bids = [book["buy_fpr_req"]] + [book[f"buy_{n}th_pre_req"] for n in range(2, 11)]
    assert sum(int(str(size)) for size in asks) == int(str(book["tot_sel_req"]))
    assert sum(int(str(size)) for size in bids) == int(str(book["tot_buy_req"]))
    assert next(iter(book)) == "bid_req_base_tm"


def test_a_book_is_empty_after_the_close(market_at: Build) -> None:
    market = market_at("15:30:40")
    market.advance(market.now)
    tokens = TokenDesk()
    counter = Counter(Desk(market, tokens), tokens.issue("key", WALL).text)

    book = counter.ask("ka10004", {"stk_cd": "005930"}).body

    prices = {text for key, text in book.items() if key.endswith(("_bid", "_req"))}
    assert prices == {"0"}


def test_before_the_opening_the_day_is_empty(market_at: Build) -> None:
    market = market_at("08:59:50")
    market.advance(market.now)
    tokens = TokenDesk()
    counter = Counter(Desk(market, tokens), tokens.issue("key", WALL).text)

    (watch,) = counter.rows("ka10095", "atn_stk_infr", {"stk_cd": "005930"})

    assert watch["cur_prc"] == watch["base_pric"]
    assert (watch["trde_qty"], watch["open_pric"], watch["cntr_tm"]) == ("0", "0", "")


@pytest.mark.parametrize(
    ("mrkt_tp", "codes"),
    [("0", {"0", "8"}), ("10", {"10"}), ("8", {"8"}), ("3", set())],
)
def test_stock_lists_are_by_market(
    counter: Counter, mrkt_tp: str, codes: set[str]
) -> None:
    rows = counter.rows("ka10099", "list", {"mrkt_tp": mrkt_tp})

    assert {row["marketCode"] for row in rows} == codes
    assert all(len(row["listCount"]) == 16 for row in rows)
    assert all(len(row["lastPrice"]) == 8 for row in rows)


def test_one_stock_reads_as_in_the_list(counter: Counter) -> None:
    rows = counter.rows("ka10099", "list", {"mrkt_tp": "0"})

    stock = dict(counter.ask("ka10100", {"stk_cd": "005930"}).body)

    assert stock.pop("return_code") == 0
    stock.pop("return_msg")
    assert stock == rows[0]
    assert counter.ask("ka10100", {"stk_cd": "999999"}).body["code"] == ""
