"""Offering, finding, using and revoking answer links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from shared.answers.rules import LIVES
from shared.answers.tables import AnswerLinkRow, EndedAs
from shared.context.context import Context
from shared.db.engine import SYSTEM_ROLE, Database
from shared.ids import new_id

WHOSE = "select district_id, recipient_id, purpose from answer_links where id = $1"


@dataclass(frozen=True)
class Offer:
    """That somebody may answer one thing once."""

    subject_id: UUID
    recipient_id: UUID
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Whose:
    """Whose a link is, and what for."""

    district_id: UUID
    recipient_id: UUID
    purpose: str


def answer_in_sql(district: str, subject: str, recipient: str, now: str) -> str:
    """SQL of the id of the link by which somebody may answer a thing now; null if there is none."""
    return f"""(select l.id from answer_links l
    where l.district_id = {district} and l.subject_id = {subject} and l.recipient_id = {recipient}
      and l.ended_at is null and l.expires_at > {now} order by l.id limit 1)"""  # noqa: S608  SQL of the caller's own statement


async def offer(ctx: Context, purpose: str, offers: Sequence[Offer]) -> None:
    """Let people answer; who may already is offered nothing new."""
    if not offers:
        return
    rows = [
        {
            **{"district_id": ctx.district_id, "id": new_id(), "purpose": purpose, "subject_id": one.subject_id},
            **{"recipient_id": one.recipient_id, "facts": dict(one.facts)},
            **{"made_at": ctx.now, "expires_at": ctx.now + LIVES},
        }
        for one in offers
    ]
    await ctx.session.execute(insert(AnswerLinkRow).on_conflict_do_nothing(constraint="uq_answer_links_once"), rows)


async def revoke(ctx: Context, purpose: str, subject_id: UUID, recipient_id: UUID) -> None:
    """Let somebody answer no more."""
    await ctx.session.execute(
        update(AnswerLinkRow)
        .where(
            AnswerLinkRow.district_id == ctx.district_id,
            AnswerLinkRow.purpose == purpose,
            AnswerLinkRow.subject_id == subject_id,
            AnswerLinkRow.recipient_id == recipient_id,
            AnswerLinkRow.ended_at.is_(None),
        )
        .values(ended_at=ctx.now, ended_as=EndedAs.REVOKED)
    )


async def whose(db: Database, link_id: UUID) -> Whose | None:
    """Whose a link is: whoever comes with its address says no district."""
    async with db.reading() as connection, connection.transaction(readonly=True):
        await connection.execute(f"set local role {SYSTEM_ROLE}")
        row = await connection.fetchrow(WHOSE, link_id)
    return Whose(row["district_id"], row["recipient_id"], row["purpose"]) if row else None


async def find_live(ctx: Context, link_id: UUID, *, lock: bool = False) -> AnswerLinkRow | None:
    """A link of the district that may still be used."""
    query = select(AnswerLinkRow).where(
        AnswerLinkRow.district_id == ctx.district_id,
        AnswerLinkRow.id == link_id,
        AnswerLinkRow.ended_at.is_(None),
        AnswerLinkRow.expires_at > ctx.now,
    )
    found: AnswerLinkRow | None = await ctx.session.scalar(query.with_for_update() if lock else query)
    return found


def end(link: AnswerLinkRow, now: datetime, how: EndedAs = EndedAs.USED) -> None:
    """It was used, for once is all, or taken back."""
    link.ended_at, link.ended_as = now, how
