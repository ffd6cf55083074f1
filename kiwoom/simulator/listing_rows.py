"""Replies about what is listed: ka10099 and ka10100 (protocol note 3.8)."""

from kiwoom.enums import Market as Listed
from kiwoom.simulator.market import Market

_CODES = {Listed.KOSPI: "0", Listed.KOSDAQ: "10", Listed.ETF: "8"}
_NAMES = {Listed.KOSPI: "거래소", Listed.KOSDAQ: "코스닥", Listed.ETF: "ETF"}
_LARGE, _MIDDLE = 5_000_000_000_000, 1_000_000_000_000


def listing_row(market: Market, index: int) -> dict[str, str]:
    """Return a row of ka10099, which is also the reply to ka10100."""
    listing = market.universe[index]
    base = market.tapes[index].bar.base
    return {
        "code": listing.symbol,
        "name": listing.name,
        "listCount": f"{listing.shares:016d}",
        "auditInfo": "정상",
        "regDay": "20000104",
        "lastPrice": f"{base:08d}",
        "state": "증거금20%|담보대출|신용가능",
        "marketCode": _CODES[listing.market],
        "marketName": _NAMES[listing.market],
        "upName": "" if listing.is_fund else listing.sector,
        "upSizeName": "" if listing.is_fund else _size_name(listing.shares * base),
        "companyClassName": "",
        "orderWarning": "0",
        "nxtEnable": "" if listing.is_fund else "Y",
    }


def _size_name(value: int) -> str:
    if value >= _LARGE:
        return "대형주"
    return "중형주" if value >= _MIDDLE else "소형주"
