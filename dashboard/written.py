"""Writes files that are whole or not there."""

import os
from pathlib import Path

from dashboard import command_texts as texts
from kiwoom import ConfigError


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place of the one of its name, if there is one, all at once.

    Raises
    ------
    ConfigError
        If it cannot be written; what was there before is there still.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        sentence = texts.UNWRITABLE_FILE.format(file=path, cause=error.strerror)
        raise ConfigError(sentence) from error
