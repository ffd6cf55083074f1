"""The instruments are many, known, and of all kinds."""

from collections import Counter

from kiwoom.enums import Market
from kiwoom.prices import price_step
from kiwoom.simulator.universe import load_universe


def test_there_are_at_least_sixty_of_all_markets() -> None:
    markets = Counter(listing.market for listing in load_universe())

    assert sum(markets.values()) >= 60
    assert markets[Market.KOSPI] >= 30
    assert markets[Market.KOSDAQ] >= 10
    assert markets[Market.ETF] >= 3


def test_codes_and_names_are_unique() -> None:
    universe = load_universe()

    assert len({listing.symbol for listing in universe}) == len(universe)
    assert len({listing.name for listing in universe}) == len(universe)
    assert all(len(listing.symbol) == 6 for listing in universe)


def test_famous_names_have_their_codes() -> None:
    names = {listing.symbol: listing.name for listing in load_universe()}

    assert names["005930"] == "삼성전자"
    assert names["000660"] == "SK하이닉스"
    assert names["035420"] == "NAVER"
    assert names["247540"] == "에코프로비엠"
    assert names["069500"] == "KODEX 200"


def test_prices_lie_on_the_price_steps() -> None:
    for listing in load_universe():
        step = price_step(listing.price, is_fund=listing.is_fund)

        assert listing.price % step == 0, listing
