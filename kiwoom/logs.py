"""Structured log lines that go through the standard library's loggers.

Whoever runs the library decides where they are written; until then it stays quiet.
"""

import logging
from typing import cast

import structlog

# At DEBUG the socket library writes whole frames, a login's token among them.
quiet_logger = logging.getLogger("kiwoom.socket")
quiet_logger.setLevel(logging.INFO)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger that takes an event and its facts as keywords."""
    logger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return cast(structlog.stdlib.BoundLogger, logger)
