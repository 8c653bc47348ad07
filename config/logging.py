"""Logging: one JSON object a line on stdout, carrying the request it belongs to."""

import json
import logging
import logging.config
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from time import perf_counter
from typing import Any, Literal
from uuid import UUID

import orjson
from opentelemetry import trace
from pythonjsonlogger.json import JsonFormatter

from config.http.printable import printable
from config.log_queue import NonBlockingHandler
from config.log_redaction import STANDARD, RedactSecrets
from domains.common.request_context import request_facts, request_id, user_id

type Style = Literal["json", "console"]

LINE_LIMIT = 8 * 1024  # bytes of one record, JSON included
MESSAGE_LENGTH = 2048
VALUE_LENGTH = 512
TRACEBACK_LENGTH = 4096
LENGTHS = {"message": MESSAGE_LENGTH, "exception": TRACEBACK_LENGTH}
MAX_ITEMS = 50
MAX_NESTING = 4
CONTEXT = ("request_id", "user_id", "path", "execution_time", "trace_id")


def configure_logging(*, level: str = "INFO", style: Style = "json") -> None:
    """Set logging up for this process; every entry point calls it once, before anything is logged."""
    logging.config.dictConfig(logging_config(level=level, style=style))


def logging_config(*, level: str = "INFO", style: Style = "json") -> dict[str, Any]:
    """Build the value of Django's LOGGING, which is also good for `logging.config.dictConfig`."""
    merged = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": RequestContext}},
        "formatters": {"json": {"()": BoundedJson}, "console": {"()": Console}},
        "handlers": {"stdout": {"()": stdout_handler, "formatter": style, "filters": ["context"]}},
        "root": {"level": level, "handlers": ["stdout"]},
        "loggers": {
            "uvicorn": merged,
            "uvicorn.error": merged,
            # Ours replace these: one record per request, from the edge.
            "uvicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            "django.server": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            "django": merged,
            "django.request": {**merged, "level": "ERROR"},
            # Reactions say themselves what became of them.
            "django.tasks": {**merged, "level": "WARNING"},
            "django_tasks_redis": {**merged, "level": "WARNING"},
        },
    }


def stdout_handler() -> NonBlockingHandler:
    """Make the handler that redacts and writes in its own thread."""
    handler = NonBlockingHandler()
    handler.outgoing.append(RedactSecrets())
    return handler


class RequestContext(logging.Filter):
    """Add the current request to each record, in the task that logs: the writing thread has no context."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Fill in the fields that the caller has not given."""
        facts = request_facts.get()
        fields = vars(record)
        fields.setdefault("request_id", request_id.get() or None)
        fields.setdefault("user_id", user_id.get() or (facts.user_id if facts else None))
        if facts is not None:
            if "path" not in fields:
                fields["path"] = printable(facts.path, VALUE_LENGTH)
            if "execution_time" not in fields:
                fields["execution_time"] = round((perf_counter() - facts.started) * 1000, 3)
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            fields["trace_id"] = f"{context.trace_id:032x}"
        return True


class BoundedJson(JsonFormatter):
    """One line of JSON, at most 8 KiB, whatever was logged."""

    def __init__(self) -> None:
        """Name the fields; everything given as `extra` follows them."""
        super().__init__(
            ["levelname", "name", "message", *CONTEXT],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            reserved_attrs=STANDARD,
            timestamp=True,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Cut and escape every value."""
        return {
            key: value if value is None or type(value) is float else _bounded(value, LENGTHS.get(key, VALUE_LENGTH))
            for key, value in log_data.items()
        }

    def jsonify_log_record(self, log_data: dict[str, Any]) -> str:
        """Write the line; one that is too long keeps who, where and the beginning of what."""
        line = _dumps(log_data)
        if len(line) <= LINE_LIMIT:
            return line.decode()
        short = {key: log_data.get(key) for key in ("timestamp", "level", "logger", "message", *CONTEXT)}
        short = {key: _bounded(value, 256) for key, value in short.items()}
        tail = str(log_data.get("exception") or "")[-1024:]
        return _dumps({**short, "exception": tail, "truncated": True}).decode()


class Console(logging.Formatter):
    """A line for a person at a terminal, with the facts behind the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, logger, message and facts."""
        when = datetime.fromtimestamp(record.created, tz=UTC).astimezone().strftime("%H:%M:%S.%f")[:-3]
        facts = " ".join(
            f"{key}={_bounded(value, VALUE_LENGTH)}"
            for key, value in vars(record).items()
            if key not in STANDARD and value is not None
        )
        message = printable(record.getMessage(), MESSAGE_LENGTH)
        line = f"{when} {record.levelname:<7} {record.name}: {message}  {facts}".rstrip()
        return f"{line}\n{record.exc_text}" if record.exc_text else line


def _bounded(value: object, length: int, nesting: int = 0) -> object:
    if isinstance(value, str):
        return _cut(value, length)
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        # A larger one is no number to the reader of the log, and turning it into text is quadratic.
        return value if -(2**63) <= value < 2**63 else "[large integer]"
    if isinstance(value, UUID | Decimal | date | Enum):
        return _cut(str(value.value if isinstance(value, Enum) else value), length)
    if nesting < MAX_NESTING and isinstance(value, dict):
        items = list(value.items())[:MAX_ITEMS]
        return {_cut(str(key), 64): _bounded(found, length, nesting + 1) for key, found in items}
    if nesting < MAX_NESTING and isinstance(value, list | tuple | set | frozenset):
        return [_bounded(found, length, nesting + 1) for found in list(value)[:MAX_ITEMS]]
    # The text of an unknown object may hold anything: a request's holds the query string.
    return f"[{type(value).__name__}]"


def _cut(text: str, length: int) -> str:
    if length != TRACEBACK_LENGTH:
        return printable(text, length)
    # The end of a traceback says what happened; its line breaks are what makes it readable.
    return "\n".join(printable(line, 512) for line in text[-length:].split("\n"))


def _dumps(data: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(data)
    except TypeError:
        return json.dumps(data, default=str).encode()
