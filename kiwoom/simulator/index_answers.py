"""Answers to the queries about indices (note 3.9), and all answers together."""

from collections.abc import Callable

from kiwoom.simulator.answers import (
    STOCK_ENDPOINTS,
    Answer,
    Body,
    Endpoint,
    date_of,
    listed,
    scope_of,
)
from kiwoom.simulator.chart_rows import MINUTE_KEYS, SCOPES, Page
from kiwoom.simulator.index_charts import (
    DAY_KEYS,
    INDEX_DAYS,
    INDEX_MONTHS,
    INDEX_WEEKS,
    INDEX_YEARS,
    TICK_KEYS,
    TICK_SCOPES,
    IndexSpan,
    index_days,
    index_minutes,
    index_ticks,
)
from kiwoom.simulator.index_rows import all_indices, index_reply, sector_rows
from kiwoom.simulator.indices import INDICES, index_of
from kiwoom.simulator.market import Market


def _now(market: Market, body: Body, cursor: str) -> Answer:
    index = index_of(body["inds_cd"])
    if index is None:
        blank = dict.fromkeys(index_reply(market, INDICES[0]), "")
        return Answer({**blank, "inds_cur_prc_tm": []})
    return Answer(index_reply(market, index))


def _all(market: Market, body: Body, cursor: str) -> Answer:
    return Answer({"all_inds_idex": all_indices(market, str(body["inds_cd"]))})


def _sectors(market: Market, body: Body, cursor: str) -> Answer:
    return Answer({"list": sector_rows(str(body["mrkt_tp"]))})


def _minutes(market: Market, body: Body, cursor: str) -> Answer:
    scope, index = scope_of(body, SCOPES), index_of(body["inds_cd"])
    until = date_of(body, market.day)
    page = (
        Page([dict.fromkeys(MINUTE_KEYS, "")])
        if index is None
        else index_minutes(market, index, scope, until, cursor)
    )
    return _chart(body, "inds_min_pole_qry", page)


def _ticks(market: Market, body: Body, cursor: str) -> Answer:
    scope, index = scope_of(body, TICK_SCOPES), index_of(body["inds_cd"])
    page = (
        Page([dict.fromkeys(TICK_KEYS, "")])
        if index is None
        else index_ticks(market, index, scope, cursor)
    )
    return _chart(body, "inds_tic_chart_qry", page)


def _days(span: IndexSpan) -> Callable[[Market, Body, str], Answer]:
    def answer(market: Market, body: Body, cursor: str) -> Answer:
        index, until = index_of(body["inds_cd"]), date_of(body, market.day)
        page = (
            Page([dict.fromkeys(DAY_KEYS, "")])
            if index is None
            else index_days(market, index, span, until, cursor)
        )
        return _chart(body, span.name, page)

    return answer


def _chart(body: Body, name: str, page: Page) -> Answer:
    answer = listed(name, page)
    return Answer({"inds_cd": str(body["inds_cd"]), **answer.body}, answer.next_key)


_SECTOR, _CHART = "/api/dostk/sect", "/api/dostk/chart"
_SCOPED, _DATED = ("inds_cd", "tic_scope"), ("inds_cd", "base_dt")

ENDPOINTS = STOCK_ENDPOINTS | {
    "ka10101": Endpoint("/api/dostk/stkinfo", ("mrkt_tp",), _sectors),
    "ka20001": Endpoint(_SECTOR, ("mrkt_tp", "inds_cd"), _now),
    "ka20003": Endpoint(_SECTOR, ("inds_cd",), _all),
    "ka20004": Endpoint(_CHART, _SCOPED, _ticks),
    "ka20005": Endpoint(_CHART, _SCOPED, _minutes),
    "ka20006": Endpoint(_CHART, _DATED, _days(INDEX_DAYS)),
    "ka20007": Endpoint(_CHART, _DATED, _days(INDEX_WEEKS)),
    "ka20008": Endpoint(_CHART, _DATED, _days(INDEX_MONTHS)),
    "ka20019": Endpoint(_CHART, _DATED, _days(INDEX_YEARS)),
}
