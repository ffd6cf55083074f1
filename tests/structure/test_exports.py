"""What ``import kiwoom`` offers is exactly what it says."""

import pytest

import kiwoom


def test_public_names_are_listed_once() -> None:
    assert len(kiwoom.__all__) == len(set(kiwoom.__all__))


@pytest.mark.parametrize("name", kiwoom.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(kiwoom, name) is not None


def test_every_class_and_function_of_the_package_within_reach_is_listed() -> None:
    reachable = {
        name
        for name, value in vars(kiwoom).items()
        if getattr(value, "__module__", "").startswith("kiwoom.")
    }

    assert reachable <= set(kiwoom.__all__)
