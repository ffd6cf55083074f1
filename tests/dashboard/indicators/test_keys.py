"""An indicator's key is its identity, and is read back."""

import pytest

from dashboard.indicators import INDICATORS, default_indicators, parse_indicator


@pytest.mark.parametrize(
    "key",
    [
        *("ma:5", "ma:5,20,60,120", "volume_ma:20", "bollinger:20,2", "vwap"),
        *("ichimoku:9,26,52", "rsi:14", "macd:12,26,9", "stochastic:5,3,3"),
    ],
)
def test_a_key_names_the_indicator_that_has_it(key: str) -> None:
    assert parse_indicator(key).key == key


@pytest.mark.parametrize("name", INDICATORS)
def test_a_bare_name_has_the_usual_parameters(name: str) -> None:
    indicator = parse_indicator(name)

    assert indicator.name == name
    assert indicator.parameters == INDICATORS[name]().parameters
    assert parse_indicator(indicator.key).key == indicator.key


def test_a_chart_begins_with_averages() -> None:
    keys = [indicator.key for indicator in default_indicators()]

    assert keys == ["ma:5,20,60,120", "volume_ma:20"]


@pytest.mark.parametrize("key", ["", ":", "adx", "MA:5", "ma 5", ":5"])
def test_an_unknown_name_is_refused_with_those_there_are(key: str) -> None:
    with pytest.raises(ValueError, match=r"expected one of \[.*'vwap'\], found "):
        parse_indicator(key)


@pytest.mark.parametrize(
    "key",
    [
        *("ma:x", "ma:5.5", "ma:0", "ma:1", "ma:-5", "ma:5:20", "ma:100001", "ma:5,5"),
        *("vwap:5", "rsi:7,14", "volume_ma:5,20", "ichimoku:1,2,3,4"),
        *("macd:26,12", "macd:9,9,9"),
    ],
)
def test_bad_parameters_are_refused_and_named(key: str) -> None:
    name, _, numbers = key.partition(":")

    with pytest.raises(ValueError, match=f"^bad parameters of {name}: '{numbers}'$"):
        parse_indicator(key)
