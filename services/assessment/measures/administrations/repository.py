"""SQL of administrations."""

from datetime import date

from sqlalchemy import text

from services.assessment.measures.administrations.schemas import Correction
from services.assessment.measures.administrations.tables import AdministrationRow, CorrectionRow
from services.assessment.measures.subjects import sight
from services.assessment.measures.subjects.kinds import kinds
from services.assessment.references import INSTRUMENT
from shared.context.context import Context
from shared.context.leads import Branch, Lead, by
from shared.context.listing import listing
from shared.context.lists import Listing
from shared.context.paging import Paging
from shared.directory.references import SCHOOL

_SUBJECT = f"""json_build_object('kind', a.subject_kind, 'id', a.subject_id, 'name', case a.subject_kind
      {" ".join(f"when '{kind.code}' then {kind.named.name_of('a.subject_id')}" for kind in kinds().values())} end)"""

LISTING = Listing(
    name="administrations",
    columns=f"""a.id, {INSTRUMENT.reference("a.instrument_id")} as instrument, i.code as instrument_code,
    i.edition as instrument_version, {_SUBJECT} as subject, {SCHOOL.reference("a.school_id")} as school, a.school_year,
    a."window", a.sequence, a.state, a.results, a.held_on, a.scored_on, a.corrections, a.withdrawn_reason,
    a.version, a.created_at, a.updated_at""",
    source="administrations a join instruments i on i.district_id = a.district_id and i.id = a.instrument_id",
    rows="administrations a",
    order=(("a.id", "uuid"),),
    changed=(("a.updated_at", "timestamptz"), ("a.id", "uuid")),
    filters={
        "subject_id": by("a.subject_id = {}::uuid"),
        **sight.filters(),
        "school_id": by("a.school_id = {}::uuid"),
        "instrument_code": Lead(
            (Branch("a.instrument_id = edition.id", "(select id from instruments where code = {}) edition"),)
        ),
        "school_year": by("a.school_year = {}"),
        "subject_kind": by("a.subject_kind = {}"),
        "window": 'a."window" = {}',
        "state": "a.state = {}",
    },
)
CORRECTIONS = listing(
    CorrectionRow,
    Correction,
    Paging,
    order=("number",),
    changed="corrected_at",
    filters={"administration_id": "s.administration_id = {}::uuid"},
)

# OneRoster's `schoolYear` is the year in which it ends.
LISTED_YEAR = text("""
select coalesce(substring(a.school_year from '^[0-9]{4}$')::int, extract(year from a.ends_on)::int) as ends
from academic_sessions a
where a.district_id = :district_id and a.type = 'schoolYear' and a.deleted_at is null and :day between a.starts_on and a.ends_on
order by a.starts_on desc, a.id limit 1""")
LAST = text("""
select coalesce(max(a.sequence), 0) as sequence from administrations a
where a.district_id = :district_id and a.instrument_id = :instrument_id and a.subject_kind = :subject_kind
  and a.subject_id = :subject_id and a.school_year = :school_year and a."window" = :window and a.state <> 'withdrawn'""")


async def listed_year_end(ctx: Context, day: date) -> int | None:
    """The year in which the roster's school year of a day ends; None where the roster lists none for it."""
    found = await ctx.ask(LISTED_YEAR, {"district_id": ctx.district_id, "day": day})
    return int(found[0]["ends"]) if found else None


async def last_sequence(ctx: Context, row: AdministrationRow) -> int:
    """The highest sequence of those that stand in the row's window; 0 for none."""
    names = ("instrument_id", "subject_kind", "subject_id", "school_year", "window")
    found = await ctx.ask(LAST, {"district_id": ctx.district_id, **{name: getattr(row, name) for name in names}})
    return int(found[0]["sequence"])
