"""What a notebook imports from ``dashboard``, and what that costs others."""

import subprocess
import sys

import pytest

import dashboard


@pytest.mark.parametrize("name", dashboard.__all__)
def test_a_public_name_is_a_class_of_that_name(name):
    assert getattr(dashboard, name).__name__ == name


def test_another_name_is_an_ordinary_error():
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = dashboard.Nothing


def test_the_package_alone_does_not_import_panel():
    question = "import dashboard, sys; sys.exit('panel' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", question], check=False).returncode == 0
