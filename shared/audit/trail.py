"""What one piece of work leaves in the audit: one entry of its request, and one of each named act."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from shared.audit.tables import Outcome
from shared.ids import new_id
from shared.principal import Principal

#: An id or a code of a row, as our own code or a route that took it names one: what has neither form is not written. What a
#: caller only sent may be a name in that form too, and nothing here can be taken out again: see `sent`.
FORM_OF_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
#: No larger number is one of ours; digits beyond may be a birth date or a number of a student's.
FORM_OF_NUMBER = re.compile(r"[0-9]{1,6}")
NO_ID = "no_id"


@dataclass(kw_only=True, slots=True)
class Entry:
    """One act: ids and codes only. `reason` is what let the caller in, or the code and the words of what refused them."""

    actor: str
    action: str
    occurred_at: datetime
    correlation_id: str
    outcome: Outcome = Outcome.DONE
    client_id: UUID | None = None
    session_id: UUID | None = None
    token_id: str | None = None
    rows: list[dict[str, str]] = field(default_factory=list)
    reason: list[str] = field(default_factory=list)
    #: Of a reading: which records of which students left, what for, on which basis (34 CFR 99), to whom.
    records: str | None = None
    purpose: str | None = None
    student_ids: list[UUID] | None = None
    basis: str | None = None
    party_id: UUID | None = None
    required_by_99_32: bool | None = None
    id: UUID = field(default_factory=new_id)


def as_json(entries: Iterable[Entry]) -> str:
    """What `record_audit_entries` takes."""
    # asyncpg has a UUID class of its own.
    return orjson.dumps(list(entries), default=str).decode()


def named(rows: Mapping[str, Any]) -> list[dict[str, str]]:
    """Rows by name, as they stand in an entry: a value may be one id or several; ids in the form of our own."""
    found = {}
    for name, value in rows.items():
        for one in [value] if isinstance(value, str | UUID | int) else value:
            id_ = _id(one)
            found[id_] = {"name": name, "id": id_}
    return list(found.values())


def _id(value: Any) -> str:
    text = str(value)
    try:
        return str(UUID(text))
    except ValueError:
        return text if FORM_OF_ID.fullmatch(text) else NO_ID


def sent(route: Any, path: Mapping[str, str]) -> dict[str, str]:
    """What a request's path names, before its route has taken it: ids, and numbers where the route declares one."""
    numbers = [one.name for one in route.dependant.path_params if one.field_info.annotation is int] if path else ()
    return {
        name: value if name in numbers and FORM_OF_NUMBER.fullmatch(value) else only_id(value)
        for name, value in path.items()
    }


def only_id(value: Any) -> str:
    """An id in the form of our own; what is none may be anything somebody typed."""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return NO_ID


class Trail:
    """Collects what is to be written with the work's own transaction."""

    def __init__(self, principal: Principal, now: datetime, correlation_id: str) -> None:
        self.principal = principal
        self.now = now
        self.correlation_id = correlation_id
        #: The request's operation and the rows its path names; work that no request asked for has none.
        self.action = ""
        self.path: Mapping[str, Any] = {}
        self.outcome = Outcome.DONE
        #: Does the request itself leave an entry? One that changes something does, and so does a reading of records.
        self.is_kept = False
        self.reading: dict[str, Any] = {}
        #: Readings of the same request on another ground, each for an entry of its own.
        self.further: list[dict[str, Any]] = []
        self._rows: dict[str, None] = {}
        self._acts: list[Entry] = []

    def add_rows(self, ids: Iterable[Any]) -> None:
        """Rows the request touched besides those of its path."""
        self._rows.update(dict.fromkeys(only_id(one) for one in ids))

    def act(self, action: str, outcome: Outcome, rows: Mapping[str, Any], reason: Iterable[str]) -> None:
        """A named act, such as `refresh_token_reused`."""
        self._acts.append(self.entry(action, outcome=outcome, rows=named(rows), reason=list(reason)))

    @property
    def acts(self) -> int:
        """How many named acts there are."""
        return len(self._acts)

    def forget_acts_since(self, count: int) -> None:
        """Take back the named acts that were taken back themselves: nothing came of them."""
        del self._acts[count:]

    def entry(self, action: str, **facts: Any) -> Entry:
        """An entry of this caller's, now."""
        who = self.principal
        if who.party is not None:
            facts = {"party_id": who.party.id, "basis": who.party.basis, **facts}
        return Entry(
            actor=who.actor,
            action=action,
            occurred_at=self.now,
            correlation_id=self.correlation_id,
            client_id=who.client_id,
            session_id=who.session_id,
            token_id=who.token_id or None,
            **facts,
        )

    def of_request(
        self, reasons: Iterable[str], outcome: Outcome | None = None, reading: Mapping[str, Any] | None = None
    ) -> Entry:
        """The entry of the request itself, with its own reading or another."""
        facts = self.reading if reading is None else reading
        rows = named(self.path)
        known = {row["id"] for row in rows}
        rows += [{"name": "id", "id": id_} for id_ in self._rows if id_ not in known]
        return self.entry(self.action, outcome=outcome or self.outcome, rows=rows, reason=list(reasons), **facts)

    def entries(self, reasons: Iterable[str]) -> list[Entry]:
        """Everything to be written."""
        if not (self.is_kept and self.action):
            return [*self._acts]
        kept = [self.of_request(reasons, reading=facts) for facts in self.further]
        return [self.of_request(reasons), *kept, *self._acts]
