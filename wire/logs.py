"""What the processes say about themselves: structlog, as JSON lines or for a person's terminal, on stderr.

Called `logs` because a "log" here is the thing messages pass through. Bind context once with `logs.bind(topic=...)` or
`structlog.contextvars.bound_contextvars(...)`; every later event of the thread carries it.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from wire.errors import UsageError

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

#: Libraries that say too much, or a password (kafka's admin client), below these levels.
QUIET = {
    "kafka": logging.WARNING,
    "kafka.cluster": logging.ERROR,
    "aiohttp": logging.WARNING,
    "urllib3": logging.WARNING,
    "elastic_transport": logging.WARNING,
}


def configure(level: str, style: str, *, stream: TextIO | None = None) -> None:
    """Set up structlog and the standard library's logging, once per process.

    `style` is json, console or auto (console on a terminal, else JSON). Raises UsageError for an unknown level or style.
    """
    if level not in LEVELS:
        raise UsageError(f"log_level: {level!r} is none of {', '.join(LEVELS)}")
    if style not in ("json", "console", "auto"):
        raise UsageError(f"log_format: {style!r} is none of json, console, auto")
    out = stream or sys.stderr
    plain = style == "json" or (style == "auto" and not out.isatty())
    _configure_structlog(LEVELS[level], plain, stream)
    _configure_stdlib(LEVELS[level], plain, stream)


def silence_clients() -> None:
    """Let the error of a command tell alone that a server is away, without the twenty lines of the server's client."""
    for name in ("kafka", "elastic_transport"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def get(name: str) -> FilteringBoundLogger:
    """The logger of a module."""
    logger: FilteringBoundLogger = structlog.get_logger(module=name)
    return logger


def bind(**context: Any) -> None:
    """Let every later event of this thread carry the context."""
    structlog.contextvars.bind_contextvars(**context)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderers(plain: bool, stream: TextIO | None) -> list[Processor]:
    if plain:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True, default=str)]
    colors = (stream or sys.stderr).isatty()
    # plain: the rich tracebacks show local variables, which here are whole articles
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)]


def _configure_structlog(level: int, plain: bool, stream: TextIO | None) -> None:
    structlog.configure(
        processors=[*_shared(), *_renderers(plain, stream)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(cast(TextIO, _Lines(stream or sys.stderr))),
        cache_logger_on_first_use=False,
    )


def _configure_stdlib(level: int, plain: bool, stream: TextIO | None) -> None:
    """Give what libraries log the same shape as our own events."""
    handler = _Handler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_shared(), _name_module],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(plain, stream)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, floor in QUIET.items():
        logging.getLogger(name).setLevel(max(level, floor))


def _name_module(_: Any, __: str, event: EventDict) -> EventDict:
    event["module"] = event["_record"].name
    return event


class _Lines(io.TextIOBase):
    """Passes lines on; where they cannot be written (full disk, closed pipe) they are lost, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write one line, or drop it."""
        with suppress(ValueError, OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush as far as that is possible."""
        with suppress(ValueError, OSError):
            self._stream.flush()


class _Handler(logging.Handler):
    """Writes to what is sys.stderr at the time, unless a stream is given."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            (self._stream or sys.stderr).write(self.format(record) + "\n")
        except (ValueError, OSError):  # nowhere left to write to: logging must not bring the work down
            self.handleError(record)
