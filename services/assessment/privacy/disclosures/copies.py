"""Keeping parties and consents as partners tells them: each fact is whole and has a version, so no order is needed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from services.assessment.privacy.disclosures.signers import weigh_signers
from services.assessment.privacy.disclosures.tables import KnownConsentRow, KnownPartyRow
from shared.bus.inbox import Received
from shared.context.context import Context
from shared.db.base import Base

# Partners knows a student by the id the consent was signed for: who was merged is somebody else here.
FOLLOW = text("""
update known_consents kc set student_id = s.merged_into from students s
where kc.district_id = :district_id and kc.id = any(cast(:ids as uuid[]))
and s.district_id = :district_id and s.id = kc.student_id and s.merged_into is not null""")


async def keep_parties(ctx: Context, events: Sequence[Received]) -> None:
    """Take over parties."""
    await _keep(ctx, KnownPartyRow, "party_id", events)


async def keep_consents(ctx: Context, events: Sequence[Received]) -> None:
    """Take over consents; from the commit on a revoked one permits nothing, nor one somebody else signed."""
    await _keep(ctx, KnownConsentRow, "consent_id", events)
    ids = sorted({event.data.consent_id for event in events})
    await ctx.ask(FOLLOW, {"district_id": ctx.district_id, "ids": ids})
    await weigh_signers(ctx, ids)


async def _keep(ctx: Context, table: type[Base], key: str, events: Sequence[Received]) -> None:
    newest: dict[Any, dict[str, Any]] = {}
    for event in events:
        row = event.data.model_dump()
        row |= {"id": row.pop(key), "district_id": ctx.district_id}
        if row["id"] not in newest or newest[row["id"]]["version"] < row["version"]:
            newest[row["id"]] = row
    statement = insert(table).values(list(newest.values()))
    names = next(iter(newest.values())).keys() - {"id", "district_id"}
    await ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["district_id", "id"],
            set_={name: statement.excluded[name] for name in names},
            where=table.__table__.c.version < statement.excluded.version,
        )
    )
