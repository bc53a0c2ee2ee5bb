"""What a validation error or a database error is, as a named refusal. Values never leave: only places, kinds, names."""

import re
from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from shared.logging import log, where
from shared.web.errors import Conflict, Invalid, Refusal, ServerFault, TookTooLong, Unavailable, fault

RETRY = {"Retry-After": "1"}
MOST_FAULTS = 100


def faults_of(found: Sequence[Any], body: Any) -> list[dict[str, str]]:
    """pydantic's errors as entries of a problem: their `input` and `ctx` may hold what a person typed, and stay behind."""
    return [fault(pointer_of(entry, body), _said(entry), entry["type"]) for entry in found[:MOST_FAULTS]]


def _said(entry: Any) -> str:
    """pydantic's sentence, except where it repeats what was sent."""
    if entry["type"] == "union_tag_invalid":
        return f"Not one of {entry['ctx']['expected_tags']}"
    if entry["type"] == "uuid_parsing":
        return "Input should be a valid UUID"
    return str(entry["msg"])


def pointer_of(entry: Any, body: Any) -> str:
    """Where an error stands: a JSON pointer into the body, `?name` for a query parameter, or a name."""
    kind, *rest = entry["loc"] or ("body",)
    if kind not in ("body", "query", "path", "header", "cookie"):
        kind, rest = "body", [kind, *rest]
    parts = _inside(rest, body, entry["type"] == "missing") if kind == "body" else rest
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return {"body": f"/{path}", "query": f"?{path}"}.get(kind, path)


def as_refusal(error: Exception, conflicts: dict[str, type[Refusal]]) -> Refusal | None:
    """The refusal an error is, or None when it is a fault of ours."""
    match error:
        case Refusal():
            return error
        case DBAPIError():
            return refusal_of(error, conflicts)
        case asyncpg.PostgresError() | asyncpg.InterfaceError():
            return refusal_of_bare(error)
        case OSError():
            log.error("unreachable", error_class=type(error).__name__, where=where(error))
            return Unavailable("Try again in a moment.", headers=RETRY)
    return None


def refusal_of(error: DBAPIError, conflicts: dict[str, type[Refusal]]) -> Refusal:
    """The refusal a database error is; `conflicts` names those of a service's own constraints."""
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if isinstance(error, IntegrityError):
        # The message names the constraint and, in its DETAIL, the values: only the constraint's name is looked at.
        named = re.search(r'constraint "(\w+)"', str(error.orig).partition("\n")[0])
        constraint = named.group(1) if named else ""
        log.info("constraint", constraint=constraint)
        return conflicts.get(constraint, Conflict)("It collides with something that is there already.")
    if isinstance(error, InterfaceError | OperationalError):
        state = state or "08000"
    return _of_state(state, error)


def refusal_of_bare(error: asyncpg.PostgresError | asyncpg.InterfaceError) -> Refusal:
    """The same for errors of the reading pool, which knows no SQLAlchemy."""
    return _of_state(str(getattr(error, "sqlstate", "") or "08000"), error)


def _of_state(state: str, error: Exception) -> Refusal:
    """By SQLSTATE, as PostgreSQL's appendix A lists them."""
    if state.startswith("22"):
        return Invalid("A value is out of the range the database can keep.")
    if state in ("40001", "40P01", "55P03"):
        return Conflict("Two changes met; send it again.", headers=RETRY)
    if state == "57014":
        log.warning("statement_cancelled", error_class=type(error).__name__, where=where(error))
        return TookTooLong("Ask for less at once.")
    if state.startswith(("08", "57", "53")):
        log.error("database_unreachable", error_class=type(error).__name__)
        return Unavailable("The database does not answer; try again.", headers=RETRY)
    log.error("server_fault", error_class=type(error).__name__, code=state, where=where(error))
    return ServerFault("Quote the correlation id when you report it.")


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
