"""Nothing in the repository ties it to one machine or leaves work for later."""

import re

import pytest

from tests.structure.repository import ROOT, files

# A class of one letter keeps each pattern from finding itself.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.~])/(?:hom[e]|roo[t]|wor[k]|User[s])/\w",
    "a Windows path": r"\b[A-Z]:\\User[s]\b",
    "a package registry's host": r"pypi\.or[g]|pythonhosted\.or[g]|npmjs\.or[g]",
    "work left for later": r"\b(?:TOD[O]|FIXM[E]|XX[X])\b",
    "a private key": r"BEGIN [A-Z ]*PRIVATE KE[Y]",
}
TEXT = [path for path in files() if b"\0" not in (ROOT / path).read_bytes()[:4096]]


def found(text: str) -> list[str]:
    return [
        f"{what}: {match[0]}"
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("path", TEXT)
def test_a_file_holds_nothing_that_must_not_be_there(path: str) -> None:
    assert found((ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/hom" + "e/kim/wall.html')",
        "C:\\User" + "s\\kim",
        "see pypi.or" + "g",
        "# TOD" + "O later",
        "-----BEGIN PRIVATE KE" + "Y-----",
    ],
)
def test_a_planted_text_is_found(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize("text", ["~/.config", "GET /work", "mastodon", "/api/root/x"])
def test_ordinary_text_passes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("path", TEXT)
def test_a_file_ends_with_one_line_end_and_has_no_carriage_return(path: str) -> None:
    content = (ROOT / path).read_bytes()

    assert b"\r" not in content
    assert not content or (content.endswith(b"\n") and not content.endswith(b"\n\n"))
