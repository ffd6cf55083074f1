"""Where log lines go: one line each to standard error, without any local variables."""

import logging
import sys

import structlog
from structlog.typing import Processor

_OURS = ("kiwoom", "dashboard")


def configure_logging() -> None:
    """Write our own log lines from INFO, and those of libraries from WARNING.

    Tracebacks are plain: their pretty form prints local variables, and a key may be
    one of them.
    """
    steps: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
    ]
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
