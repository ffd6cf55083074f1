"""The token and the password lie in private files, and open nothing else."""

import stat

import pytest

from dashboard.access import has_credentials, make_token, read_token, set_password
from dashboard.access.credentials import PASSWORD_FILE, TOKEN_FILE, is_password
from kiwoom import ConfigError


def test_a_token_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = make_token(tmp_path / "new")

    assert make_token(tmp_path / "new") == first == read_token(tmp_path / "new")
    assert len(first) >= 43
    mode = (tmp_path / "new" / TOKEN_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_new_token_takes_the_old_one_s_place(tmp_path):
    assert make_token(tmp_path, anew=True) != make_token(tmp_path, anew=True)
    assert [path.name for path in tmp_path.iterdir()] == [TOKEN_FILE]


def test_a_token_that_others_can_read_is_refused(tmp_path):
    make_token(tmp_path)
    (tmp_path / TOKEN_FILE).chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        read_token(tmp_path)


def test_a_password_is_known_again_but_not_kept(tmp_path):
    set_password(tmp_path, "비밀번호가 긴 편")

    assert is_password(tmp_path, "비밀번호가 긴 편")
    assert not is_password(tmp_path, "비밀번호가 긴편")
    kept = (tmp_path / PASSWORD_FILE).read_text("utf-8")
    assert "비밀번호" not in kept
    assert kept.startswith("$argon2id$")


def test_a_short_password_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="8자"):
        set_password(tmp_path, "1234567")

    assert not has_credentials(tmp_path)


def test_without_a_password_none_is_right(tmp_path):
    assert not is_password(tmp_path, "")
