"""Who was pushed by themselves after a bundle was sent: it says nothing of them."""
# ruff: noqa: S608  names of tables and columns are this code's own

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.work import Import

_LATER = "select id from students where district_id = :district_id and pushed_at > :sent_at"
_PROTECT = f"insert into protected select 'users', id, 'users', 0 from ({_LATER}) p"
_PASS_OVER = {
    file: f"delete from stage_{file} s where s.{key} in ({_LATER})"
    for file, key in (("users", "id"), ("roles", "person_id"), ("demographics", "id"))
}
# Of those who have left nothing is enrolled either; of the others what the bundle lists still is.
_OF_LEFT = f"""delete from stage_enrollments s where s.person_id in ({_LATER} and deleted_at is not null)"""


async def give_way(work: Import) -> None:
    """Leave those students as they were pushed: neither changed, nor taken for absent."""
    for statement in (*_PASS_OVER.values(), _OF_LEFT, _PROTECT):
        await staging.execute(work.ctx, statement, sent_at=work.sent_at)
