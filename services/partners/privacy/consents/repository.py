"""SQL of consents."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from services.partners.privacy.consents.schemas import Consent, ConsentList
from services.partners.privacy.consents.tables import ConsentRow, ConsentStandingRow, Standing
from services.partners.privacy.placements.repository import same_in_sql
from shared.context.context import Context
from shared.context.leads import Branch, Lead, at_each
from shared.context.listing import listing

#: Consents as records of students, for the audit.
RECORDS = "consents"
OTHERWISE = "from consent_standings t where t.district_id = s.district_id and t.id = s.id"
LISTING = listing(
    ConsentRow,
    Consent,
    ConsentList,
    computed={
        "standing": f"coalesce((select t.standing {OTHERWISE}), 'stands')",
        "unfit_reason": f"(select t.reason {OTHERWISE})",
    },
    filters={
        "student_id": Lead(
            (Branch("s.student_id = same.id", f"unnest({same_in_sql('{}')}) same (id)"),),
            f"s.student_id = any({same_in_sql('{}')})",
        ),
        "school_ids": Lead((at_each("s.school_id"),)),
        "live_on": f"""(s.revoked_at is null and {{}}::date between s.starts_on and s.expires_on
            and not exists (select {OTHERWISE} and t.standing <> 'stands'))""",
    },
    records=RECORDS,
    students=lambda item: [item["student_id"]],
)


async def waiting(ctx: Context, student_ids: Collection[UUID]) -> Sequence[tuple[ConsentRow, ConsentStandingRow]]:
    """The consents about these students that wait."""
    query = (
        select(ConsentRow, ConsentStandingRow)
        .join(
            ConsentStandingRow,
            (ConsentStandingRow.district_id == ConsentRow.district_id) & (ConsentStandingRow.id == ConsentRow.id),
        )
        .where(ConsentStandingRow.standing == Standing.WAITS, ConsentRow.student_id.in_(student_ids))
        .order_by(ConsentRow.id)
    )
    return [(row[0], row[1]) for row in await ctx.session.execute(query)]


async def standing_of(ctx: Context, consent_id: UUID) -> ConsentStandingRow | None:
    """How a consent stands, if that was ever otherwise than simply."""
    return await ctx.find(ConsentStandingRow, consent_id)
