"""Lists of facts about students: what is in force, or was at a moment, of those somebody may see."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel

from services.assessment.privacy.disclosures.repository import PARTY, by_consent
from services.assessment.records.student_records.relations import STUDENT_ROWS
from shared.auth.legal_bases import RecordKind
from shared.auth.relations import ProtectedRows
from shared.context.leads import by
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.db.base import Base


def _deleted_at(table: str) -> str:
    """SQL: since when a fact `s` is no more. What could not go along when two students became one is there already, unless it
    had been removed there before.
    """
    return f"""coalesce(s.deleted_at, (select k.deleted_at from students k
    join {table} o on o.district_id = k.district_id and o.student_id = k.merged_into and o.superseded_at is null
      and (o.school_id, o.source_key) = (s.school_id, s.source_key)
    where k.district_id = s.district_id and k.id = s.student_id and k.merged_into is not null
      and (o.deleted_at is null or o.recorded_at > s.updated_at)))"""  # noqa: S608


class Facts(NamedTuple):
    """A list of facts, the same for parties that read by consent, and what policy knows of its rows."""

    all: Listing
    consented: Listing
    rows: ProtectedRows


def listing_of(
    row: type[Base],
    reply: type[BaseModel],
    asked: type[Paging],
    records: RecordKind,
    computed: Mapping[str, str],
    filters: Mapping[str, str] | None = None,
) -> Facts:
    """The list of a table of facts."""
    table = str(row.__table__.name)  # type: ignore[attr-defined]
    rows = ProtectedRows(
        f"{table} s",
        "s.school_id = any({schools}::uuid[])",
        {
            relation: f"select s.id from {table} s where s.student_id in ({students})"  # noqa: S608
            for relation, students in STUDENT_ROWS.related.items()
        },
    )
    every = listing(
        row,
        reply,
        asked,
        order=("day",),
        present=f"{_deleted_at(table)} is null",
        filters={
            "student_id": by("s.student_id = {}::uuid"),
            **rows.filters(),
            "from_day": "s.day >= {}::date",
            "to_day": "s.day <= {}::date",
            "as_of": "tstzrange(s.recorded_at, s.superseded_at) @> {}::timestamptz",
            "in_force": "s.superseded_at is null and {}::boolean",
            **(filters or {}),
        },
        computed={"deleted_at": _deleted_at(table), **computed},
        records=records,
        students=lambda item: [item["student_id"]],
    )
    return Facts(every, every.narrowed({PARTY: by_consent("s.district_id", "s.student_id")}), rows)
