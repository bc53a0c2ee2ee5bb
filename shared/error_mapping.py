"""What a validation error or a database error is, as a named refusal. Values never leave: only places, kinds, names."""

import re
from collections.abc import Sequence
from traceback import walk_tb
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoneFree

from shared.errors import Conflict, Invalid, Refusal, ServerFault, TookTooLong, Unavailable, breach_of, fault
from shared.logging import log, where
from shared.texts.validation import sentence
from shared.texts.words import Words

RETRY = {"Retry-After": "1"}
MOST_FAULTS = 100
#: SQLSTATEs of a lost connection and of a value that does not fit, for what the driver finds itself.
LOST, UNSENDABLE = "08000", "22000"
#: PostgreSQL is away, ending, full, broken, a standby that takes no writes, or has closed a transaction that idled.
AWAY = ("08", "53", "57", "58", "25006", "25P03")
DRIVER = ("asyncpg", "uvloop")


def faults_of(found: Sequence[Any], body: Any) -> list[dict[str, str]]:
    """pydantic's errors as entries of a problem: their `input` and `ctx` may hold what a person typed, and stay behind."""
    return [fault(pointer_of(entry, body), sentence(entry), entry["type"]) for entry in found[:MOST_FAULTS]]


def pointer_of(entry: Any, body: Any) -> str:
    """Where an error stands: a JSON pointer into the body, `?name` for a query parameter, or a name."""
    kind, *rest = entry["loc"] or ("body",)
    if kind not in ("body", "query", "path", "header", "cookie"):
        kind, rest = "body", [kind, *rest]
    # Of several values of a filter all stand in one parameter.
    parts = _inside(rest, body, entry["type"] == "missing") if kind == "body" else rest[:1] if kind == "query" else rest
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return {"body": f"/{path}", "query": f"?{path}"}.get(kind, path)


def as_refusal(error: Exception) -> Refusal | None:
    """The refusal an error is, or None when it is a fault of ours."""
    match error:
        case Refusal():
            return error
        case DBAPIError():
            return refusal_of(error)
        case asyncpg.IntegrityConstraintViolationError():
            return _of_constraint(error.constraint_name or "", _state_of(error))
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return _of_state(_state_of(error), error)
        case OSError():
            log.error("unreachable", error_class=type(error).__name__, where=where(error))
            return Unavailable(Words("Try again in a moment.", es="Inténtelo de nuevo en un momento."), headers=RETRY)
    return _of_state(LOST, error) if isinstance(error, NoneFree) or _is_of_driver(error) else None


#: By SQLSTATE, where it is not that something is there already.
BREACHES = {
    "23503": Words("It names something that is not there.", es="Nombra algo que no existe."),
    "23514": Words("Its values do not go together.", es="Sus valores no concuerdan."),
}


def refusal_of(error: DBAPIError) -> Refusal:
    """The refusal a database error is."""
    # SQLAlchemy wraps its own error of the driver round the driver's.
    state = _state_of(getattr(error.orig, "__cause__", None) or error.orig)
    if isinstance(error, IntegrityError):
        # The message names the constraint and, in its DETAIL, the values: only the constraint's name is looked at.
        named = re.search(r'constraint "(\w+)"', str(error.orig).partition("\n")[0])
        return _of_constraint(named.group(1) if named else "", state)
    return _of_state(state, error)


def _of_constraint(constraint: str, state: str) -> Refusal:
    log.info("constraint", constraint=constraint)
    return breach_of(constraint)(
        BREACHES.get(
            state, Words("It collides with something that is there already.", es="Choca con algo que ya existe.")
        )
    )


def fault_of_ours(error: Exception) -> Refusal:
    """What is nobody else's: the class and the place are logged, never a message, which may hold data."""
    log.error("server_fault", error_class=type(error).__name__, where=where(error))
    return ServerFault(
        Words("Quote the correlation id when you report it.", es="Indique el correlation id cuando lo comunique.")
    )


def _state_of(error: BaseException | None) -> str:
    """Its SQLSTATE. What PostgreSQL did not say itself, its driver found: a value it cannot send, or a connection gone wrong."""
    return str(getattr(error, "sqlstate", "") or (UNSENDABLE if isinstance(error, asyncpg.DataError) else LOST))


def _is_of_driver(error: Exception) -> bool:
    """Did it come out of the driver? When a connection breaks it also raises what has no base class of its own.

    A value it cannot take or read is no outage: that is a fault of ours.
    """
    if isinstance(error, ValueError | TypeError):
        return False
    frames = walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__", "").partition(".")[0] in DRIVER for frame, _ in frames)


def _of_state(state: str, error: Exception) -> Refusal:
    """By SQLSTATE, as PostgreSQL's appendix A lists them."""
    if state.startswith("22"):
        return Invalid(
            Words(
                "A value is out of the range the database can keep.",
                es="Un valor está fuera de lo que la base de datos puede guardar.",
            )
        )
    if state in ("40001", "40P01", "55P03"):
        return Conflict(
            Words("Two changes met; send it again.", es="Coincidieron dos cambios; envíelo de nuevo."), headers=RETRY
        )
    if state == "57014":
        log.warning("statement_cancelled", error_class=type(error).__name__, where=where(error))
        return TookTooLong(Words("Ask for less at once.", es="Pida menos de una vez."))
    if state.startswith(AWAY):
        log.error("database_unreachable", error_class=type(error).__name__, code=state, where=where(error))
        return Unavailable(
            Words("The database does not answer; try again.", es="La base de datos no responde; inténtelo de nuevo."),
            headers=RETRY,
        )
    log.error("server_fault", error_class=type(error).__name__, code=state, where=where(error))
    return ServerFault(
        Words("Quote the correlation id when you report it.", es="Indique el correlation id cuando lo comunique.")
    )


def _inside(location: list[Any], value: Any, is_missing: bool) -> list[Any]:
    """The part of pydantic's location that is in the document: it also names the branches of unions it tried."""
    kept = []
    for place, part in enumerate(location):
        found = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if found:
            value = value[part]
        if found or (is_missing and place == len(location) - 1):
            kept.append(part)
    return kept
