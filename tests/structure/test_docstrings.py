"""Every public name says what it is, in the house's form."""

import pytest

from tests.structure.docstrings import faults
from tests.structure.repository import read, sources


@pytest.mark.parametrize("path", sources("kiwoom", "dashboard", "benchmarks"))
def test_every_public_name_is_documented(path: str) -> None:
    assert faults(read(path)) == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "module has no docstring"),
        ('"""No sentence"""', "module: the first line is not a sentence"),
        ('"""M."""\ndef f():\n    pass', "f has no docstring"),
        ('"""M."""\nasync def f():\n    pass', "f has no docstring"),
        ('"""M."""\nclass C:\n    pass', "C has no docstring"),
        (
            '"""M."""\nclass C:\n    """C."""\n    def m(self):\n        pass',
            "C.m has no docstring",
        ),
        (
            '"""M."""\ndef f(a):\n    """F.\n\n    Parameters\n    ----------\n'
            '    a, b\n        Won.\n    """',
            "f documents 'b', which it does not take",
        ),
    ],
)
def test_a_planted_fault_is_found_and_named(source: str, fault: str) -> None:
    assert faults(source) == [fault]


@pytest.mark.parametrize(
    "source",
    [
        '"""M."""\ndef _private():\n    pass',
        '"""M."""\nclass C:\n    """C."""\n    def __init__(self):\n        pass',
        '"""M."""\ndef f(a, *, b):\n    """F.\n\n    Parameters\n    ----------\n'
        "    a\n        One.\n    b\n        Two.\n\n    Returns\n    -------\n"
        '    int\n        Won.\n    """',
        '"""M."""\nclass C:\n    """C.\n\n    Parameters\n    ----------\n'
        '    size\n        Shares.\n    """\n\n    size: int',
    ],
)
def test_what_is_documented_or_private_passes(source: str) -> None:
    assert faults(source) == []
