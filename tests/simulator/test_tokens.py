"""Tokens: one living one for each key, for a day of the wall's clock."""

from datetime import datetime, timedelta

from kiwoom.hours import KST
from kiwoom.simulator.tokens import TokenDesk

NOON = datetime(2026, 11, 23, 12, tzinfo=KST)


def test_a_token_has_86_url_safe_characters_and_a_day() -> None:
    token = TokenDesk().issue("key", NOON)

    assert len(token.text) == 86
    assert token.text.replace("-", "").replace("_", "").isalnum()
    assert token.expires == NOON + timedelta(days=1)


def test_a_new_token_kills_the_old_one() -> None:
    desk = TokenDesk()
    old, new = desk.issue("key", NOON), desk.issue("key", NOON)

    assert desk.app_key_of(old.text, NOON) is None
    assert desk.app_key_of(new.text, NOON) == "key"


def test_keys_do_not_disturb_each_other() -> None:
    desk = TokenDesk()
    one, two = desk.issue("a", NOON), desk.issue("b", NOON)

    assert desk.app_key_of(one.text, NOON) == "a"
    assert desk.app_key_of(two.text, NOON) == "b"


def test_the_same_token_comes_again_where_that_is_chosen() -> None:
    desk = TokenDesk(is_same=True)
    first = desk.issue("key", NOON)

    assert desk.issue("key", NOON + timedelta(hours=23)) == first
    assert desk.issue("key", NOON + timedelta(hours=25)) != first


def test_a_token_dies_with_its_day_by_revocation_or_by_force() -> None:
    desk = TokenDesk()
    aged, revoked, forced = (desk.issue(key, NOON) for key in "abc")

    desk.revoke(revoked.text)
    desk.revoke("never issued")

    assert desk.app_key_of(aged.text, aged.expires) is None
    assert desk.app_key_of(revoked.text, NOON) is None
    assert desk.app_key_of(forced.text, NOON) == "c"
    desk.expire_all()
    assert desk.app_key_of(forced.text, NOON) is None


def test_a_token_does_not_show_itself() -> None:
    token = TokenDesk().issue("key", NOON)

    assert token.text not in repr(token)
