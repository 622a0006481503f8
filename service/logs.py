"""Logs go to stderr: coloured lines for a person at a terminal, JSON lines for programs."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from service.watch.request import add_to_log


def current_request_id() -> str | None:
    """The id of the request that is being answered, as log lines carry it; None outside of requests."""
    found: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return found


def configure_logs(level: str) -> None:
    """Log from `level` ("debug" to "error") up, the service's own lines and its libraries' alike."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    at_terminal = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        add_to_log,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendered: list[Any] = (
        [structlog.dev.ConsoleRenderer()]
        if at_terminal
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, *rendered],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    # It reports each failed try to reach a database that is away; requests are told, and that is enough.
    logging.getLogger("asyncpg").setLevel(logging.ERROR)
    # Libraries speak up only when something is wrong, whatever our own level.
    logging.basicConfig(level=max(threshold, logging.WARNING), handlers=[handler], force=True)
