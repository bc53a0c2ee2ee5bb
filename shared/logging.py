"""Structured logs, one JSON object a line. Only named fields pass: a name, a note or a birth date has no way in."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO, cast

import orjson
import structlog

ALLOWED = frozenset(
    [
        "event",
        "level",
        "timestamp",
        "logger",
        "service",
        "correlation_id",
        "district_id",
        "actor",
        "method",
        "route",
        "status",
        "duration_ms",
        "code",
        "error_class",
        "where",
        "handler",
        "event_id",
        "event_type",
        "stream",
        "durable",
        "attempts",
        "delay_seconds",
        "count",
        "pending",
        "seq",
        "job_id",
        "plan_id",
        "school_id",
        "client_id",
        "table",
        "constraint",
        "address",
        "port",
        "signal",
        "kid",
        "rows",
        "phase",
        "delivery_id",
        "smtp_code",
        "provider_id",
        "session_id",
    ]
)


#: What every line of this process says, and what every line of the work under way says.
_process: dict[str, Any] = {}
_facts: ContextVar[dict[str, Any]] = ContextVar("facts")
#: Whether requests have lines, asked for each of them.
_requests = logging.getLogger("throughline.requests")


def begin(**facts: Any) -> None:
    """A new piece of work: its lines carry `facts`, and no others' any more."""
    _facts.set(facts)


def bind(**facts: Any) -> None:
    """Add to what the lines of the work under way carry."""
    _facts.set({**_facts.get({}), **facts})


def request_line(**facts: Any) -> None:
    """One line for one request, written without the processors: there is one for each of thousands a second."""
    if _requests.isEnabledFor(logging.INFO):
        line = {
            **_process,
            **_facts.get({}),
            **facts,
            "event": "request",
            "level": "info",
            "timestamp": datetime.now(UTC),
        }
        sys.stderr.write(orjson.dumps(line).decode() + "\n")


def _with_facts(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**_process, **_facts.get({}), **line}


def _json(line: Any, **_: Any) -> str:
    return orjson.dumps(line, default=str).decode()


def _only_allowed(_: Any, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    dropped = line.keys() - ALLOWED
    kept = {key: value for key, value in line.items() if key in ALLOWED}
    if dropped:
        kept["code"] = kept.get("code") or "log_fields_dropped"
    return kept


class _StandardError:
    """Standard error as it is when a line is written: what stood for it once may be closed since."""

    def write(self, text: str) -> int:
        """Write it there."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Have it leave this process."""
        sys.stderr.flush()


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line of this process to standard error as JSON, fields outside the list removed."""
    standard_error = cast(TextIO, _StandardError())
    structlog.configure(
        processors=[
            _with_facts,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(standard_error),
        cache_logger_on_first_use=True,
    )
    _process.update(service=service)
    _requests.setLevel(level.upper())
    # Libraries put values into their messages (SQL, addresses): only the level, the place and the error's class leave.
    handler = logging.StreamHandler(standard_error)
    handler.setFormatter(_Discreet('{"level":"%(levelname)s","logger":"%(name)s"}'))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


class _Discreet(logging.Formatter):
    """Says where something was logged and of which class an error is, never what it says."""

    def formatException(self, ei: Any) -> str:
        """The class and the place of an error."""
        kind, error, _ = ei
        return f'{{"error_class":"{kind.__name__ if kind else ""}","where":"{where(error) if error else ""}"}}'

    def formatStack(self, stack_info: str) -> str:
        """Nothing: a stack shows code, but its lines may hold literals of a caller."""
        return ""


def where(error: BaseException) -> str:
    """The innermost line of ours or a library's an error came from: place, never the message, which may hold data."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "unknown"


log = structlog.get_logger()
