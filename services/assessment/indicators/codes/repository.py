"""SQL of words of incidents, marks and courses."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, text

from services.assessment.feeds.sent_rows.schemas import FOLDED
from services.assessment.indicators.codes.schemas import IndicatorCode, IndicatorCodeList
from services.assessment.indicators.codes.tables import IndicatorCodeRow
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(
    IndicatorCodeRow,
    IndicatorCode,
    IndicatorCodeList,
    order=("kind", "folded"),
    filters={"mapped=true": "s.meaning is not null", "mapped=false": "s.meaning is null"},
)
_FOLD = text(f"select {FOLDED.format('cast(:code as text)')} as folded")
#: SQL: a mark is a number. Of those no word is made: the district says what ranges of them mean.
IS_NUMBER = r"{} ~ '^[0-9]+(\.[0-9]+)?$'"


def meaning_of(kind: str, code: str) -> str:
    """SQL, for `from lateral`, of what a word (SQL of it) of a row `s` means, and its points; no row where nobody has said."""
    folded = FOLDED.format(code)
    range_of = f"""or (x.lowest is not null and {IS_NUMBER.format(code)}
        and case when {IS_NUMBER.format(code)} then {code}::numeric end >= x.lowest
        and case when {IS_NUMBER.format(code)} then {code}::numeric end < x.highest)"""
    return f"""(select x.meaning, x.points from indicator_codes x
      where x.district_id = s.district_id and x.kind = '{kind}' and x.meaning is not null
        and (x.folded = {folded} {range_of if kind == "mark" else ""})
      order by x.lowest desc nulls first limit 1)"""


async def without_meaning(ctx: Context, kind: str, folded: str) -> UUID | None:
    """The word of a kind that is known by this and of which nobody has said what it means."""
    rows = IndicatorCodeRow
    which = (rows.district_id == ctx.district_id, rows.kind == kind, rows.folded == folded, rows.meaning.is_(None))
    found: UUID | None = await ctx.session.scalar(select(rows.id).where(*which))
    return found


async def folded(ctx: Context, code: str) -> str:
    """What a word is known by."""
    return str((await ctx.ask(_FOLD, {"code": code}))[0]["folded"])


def note_new_in_sql(rows: str, coded: Mapping[str, str]) -> str:
    """SQL: have the words of these rows (`values` a JSON object) stand in the list, those that are there as they are."""
    words = " union all ".join(
        f"select '{kind}' as kind, n.values->>'{column}' as code from {rows} n" for column, kind in coded.items()
    )
    fold = FOLDED.format("w.code")
    return f"""insert into indicator_codes (district_id, id, kind, code, folded, meaning, created_at, updated_at, created_by,
  updated_by, version)
select :district_id, uuidv7(), w.kind, min(w.code), {fold}, null, :now, :now, :actor, :actor, 1
from (select distinct kind, code from ({words}) each where code is not null) w
where not (w.kind = 'mark' and {IS_NUMBER.format("w.code")}) group by w.kind, 5
on conflict (district_id, kind, folded) do nothing"""
