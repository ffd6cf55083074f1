"""Where log lines go: one line each, without any local variables, without secrets.

To standard error, and to a file where one is named. The file is turned over at ten
megabytes; three old ones are kept.
"""

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_OURS = ("kiwoom", "dashboard")
_MOST_BYTES, _KEPT_FILES = 10_000_000, 3
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What must be written nowhere, should it ever be part of an error's text.
_SECRETS = re.compile(
    r"""(?i)(bearer\s+|
    "?(?:token|app_?key|secret_?key|password|authorization)"?\s*[:=]\s*"?(?:bearer\s+)?
    )([^\s"',;@}]{4,})""",
    re.VERBOSE,
)
# A port is none: a password stands before the @ of an address.
_IN_ADDRESS = re.compile(r"(://[^/@\s]*:)[^/@\s]+(?=@)")

LogFormat = Literal["console", "json"]


def configure_logging(form: LogFormat = "console", file: Path | None = None) -> None:
    """Write our own log lines from INFO, and those of libraries from WARNING.

    Tracebacks are plain: their pretty form prints local variables, and a key may be
    one of them.

    Parameters
    ----------
    form
        Lines for people, or one JSON object each.
    file
        Where they go too.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                file, maxBytes=_MOST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8"
            )
        )
    for handler in handlers:
        is_screen = handler is handlers[0] and sys.stderr.isatty()
        handler.setFormatter(_formatter(form, has_colors=is_screen))
    logging.basicConfig(handlers=handlers, level=logging.WARNING, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def _formatter(form: LogFormat, *, has_colors: bool) -> logging.Formatter:
    steps: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
        _clean,
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        last += [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    else:
        last += [_without_logger, _console(has_colors=has_colors)]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=steps, processors=last)


def _console(*, has_colors: bool) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=has_colors, exception_formatter=structlog.dev.plain_traceback
    )


def _without_logger(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.pop("logger", None)
    return event


def _clean(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = clean(value)
    return event


def clean(text: Any) -> str:  # noqa: ANN401
    r"""Return a text as it may be logged: in one line, its secrets hidden.

    Examples
    --------
    >>> clean("Bearer abcdef\nforged line")
    'Bearer ***\\x0aforged line'
    """
    hidden = _IN_ADDRESS.sub(r"\1***", _SECRETS.sub(r"\1***", str(text)))
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", hidden)
