"""Log lines: one JSON object each, on standard error, from our loggers and from libraries'."""

import logging
import sys
from typing import Any

import msgspec
import structlog

__all__ = ["write_logs"]


def write_logs(level: str) -> None:
    """Send everything of this level and above to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    last: list[Any] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(serializer=_json),
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[remove_meta, *last]
        )
    )
    logging.root.handlers[:] = [handler]
    # Libraries tell more than an operator wants to read of every start and every request.
    logging.root.setLevel(max(number, logging.WARNING) if number > logging.DEBUG else number)


def _json(value: Any, **_options: Any) -> str:
    return msgspec.json.encode(value, enc_hook=repr).decode()
