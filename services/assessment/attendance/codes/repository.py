"""SQL of attendance codes."""

from uuid import UUID

from sqlalchemy import select, text

from services.assessment.attendance.codes.categories import DAY
from services.assessment.attendance.codes.schemas import AttendanceCode, AttendanceCodeList
from services.assessment.attendance.codes.tables import AttendanceCodeRow
from services.assessment.feeds.sent_rows.schemas import FOLDED
from shared.context.context import Context
from shared.context.listing import listing

LISTING = listing(
    AttendanceCodeRow,
    AttendanceCode,
    AttendanceCodeList,
    order=("folded",),
    computed={"missed": f"round(s.missed / {DAY}.0, 6)"},
    filters={"mapped=true": "s.category is not null", "mapped=false": "s.category is null"},
)

_FOLD = text(f"select {FOLDED.format('cast(:code as text)')} as folded")


async def unmapped(ctx: Context, folded: str) -> UUID | None:
    """The code that is known by this and of which nobody has said what it means."""
    rows = AttendanceCodeRow
    which = (rows.district_id == ctx.district_id, rows.folded == folded, rows.category.is_(None))
    found: UUID | None = await ctx.session.scalar(select(rows.id).where(*which))
    return found


async def folded(ctx: Context, code: str) -> str:
    """What a code is known by."""
    return str((await ctx.ask(_FOLD, {"code": code}))[0]["folded"])
