"""The glossary explains every public class of the library."""

import re

import pytest

import kiwoom
from tests.structure.repository import read

GLOSSARY = "docs/용어집.md"
CLASSES = [name for name in kiwoom.__all__ if name[0].isupper()]


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_class_is_in_the_glossary(name: str) -> None:
    words = set(re.findall(r"`(\w+)`", read(GLOSSARY)))

    assert name in words, f"{GLOSSARY} does not explain {name}"
