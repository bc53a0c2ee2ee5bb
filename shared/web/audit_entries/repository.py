"""SQL of the audit's list and export."""

from collections.abc import AsyncIterator

from shared.audit.chain import FACTS
from shared.context.context import Context
from shared.context.leads import Branch, Lead
from shared.context.lists import Listing

CHUNK = 1_000
_WIRE = f"{FACTS}, encode(e.previous_hash, 'hex') as previous_hash, encode(e.hash, 'hex') as hash"
_ORDER = (("e.occurred_at", "timestamptz"), ("e.id", "uuid"))

LISTING = Listing(
    name="audit_entries",
    columns=_WIRE,
    source="audit_entries e",
    order=_ORDER,
    changed=_ORDER,
    filters={
        "actor": "e.actor = {}",
        "action": "e.action = {}",
        "row_id": Lead((Branch("e.id = about.id", "(select audit_entries_of_row({}) as id) about"),)),
        "student_id": Lead((Branch("e.id = about.id", "(select audit_entries_of_student({}::uuid) as id) about"),)),
        "outcome=done": "e.outcome = 'done'",
        "outcome": "e.outcome <> 'done' and e.outcome = {}",
        "occurred_from": "e.occurred_at >= {}::timestamptz",
        "occurred_until": "e.occurred_at < {}::timestamptz",
    },
)

_LINES = f"""
with found as (
  select (select row_to_json(wire) from (select {_WIRE}) wire)::text as line, e.position from audit_entries e
  where e.position > ($1)[1]::bigint order by e.position limit {CHUNK})
select coalesce(string_agg(line, E'\\n' order by position) || E'\\n', ''), max(position)::text from found"""


async def lines(ctx: Context, after_position: int) -> AsyncIterator[bytes]:
    """The sealed entries behind a position as lines of JSON; each chunk one round trip, none of them held open."""
    position: str | None = str(after_position)
    while position is not None:
        body, position = await ctx.db.read_page(ctx.district_id, _LINES, [position])
        if body:
            yield body.encode()
