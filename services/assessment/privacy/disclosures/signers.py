"""Whether who signed a consent answers for its student, which the roster alone knows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from services.assessment.privacy.disclosures.events import ConsentUnfit
from shared.context.context import Context

NOT_GUARDIAN = "signer_not_guardian"
# Of a student the roster does not know yet nothing leaves either, so nothing is said of who signed.
WEIGH = text("""
with weighed as (
  select kc.id, case when kc.guardian_id is not null
    and exists (select from students s where s.district_id = kc.district_id and s.id = kc.student_id)
    and not exists (select from student_guardians l where l.district_id = kc.district_id
      and l.student_id = kc.student_id and l.guardian_id = kc.guardian_id) then :not_guardian end as unfit
  from known_consents kc
  where kc.district_id = :district_id and (cast(:ids as uuid[]) is null or kc.id = any(cast(:ids as uuid[]))))
update known_consents kc set unfit = w.unfit from weighed w
where kc.district_id = :district_id and kc.id = w.id and kc.unfit is distinct from w.unfit
returning kc.id, kc.unfit""")


async def weigh_signers(ctx: Context, ids: Sequence[UUID] | None = None) -> None:
    """Weigh these consents, or all, by the roster as it is now; what changed is told partners."""
    values = {"district_id": ctx.district_id, "not_guardian": NOT_GUARDIAN, "ids": ids}
    for row in sorted(await ctx.ask(WEIGH, values), key=lambda row: row["id"]):
        ctx.emit(ConsentUnfit(consent_id=row["id"], reason=row["unfit"], weighed_at=ctx.now))
