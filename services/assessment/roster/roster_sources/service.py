"""Use cases of sources: the district says which systems list its roster, and whose word goes before whose."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.roster_listings import repository as listings
from services.assessment.records.roster_listings import worlds
from services.assessment.records.roster_listings.errors import NoSuchRosterSource
from services.assessment.records.roster_listings.rules import BY_HAND
from services.assessment.records.roster_listings.tables import (
    FieldGroup,
    RosterAliasRow,
    RosterPrecedenceRow,
    RosterSourceRow,
)
from services.assessment.records.student_records.repository import ROSTER, id_of
from services.assessment.records.student_records.tables import StudentRow
from services.assessment.records.student_records.turns import wait_for_roster
from services.assessment.roster.roster_imports import ending
from services.assessment.roster.roster_imports.tables import RosterImportRow
from services.assessment.roster.roster_sources import repository
from services.assessment.roster.roster_sources.errors import NoSuchListed, RosterAliasTaken, RosterSourceKnown
from services.assessment.roster.roster_sources.schemas import (
    RosterAliasRowBody,
    RosterPrecedence,
    RosterPrecedenceBody,
    RosterSourceCreate,
    RosterSourceUpdate,
)
from services.assessment.roster.roster_sources.transitions import CHANGE, END
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.db.locks import one_at_a_time
from shared.errors import fault
from shared.ids import new_id
from shared.texts.words import Words

_FIRST_RANK = 1


def visible(ctx: Context) -> dict[str, Any]:
    """Sources are for those who may import."""
    POLICY.require(ctx, "roster:write")
    return {}


async def add(ctx: Context, wish: RosterSourceCreate) -> RosterSourceRow:
    """Add a system. With the second what stands becomes what the first one says."""
    POLICY.require(ctx, "roster:write")
    CHANGE.check_caller(ctx)
    await wait_for_roster(ctx)
    known = await listings.ranks(ctx)
    if wish.code == BY_HAND:
        raise RosterSourceKnown
    if not known and wish.code != ROSTER:
        ctx.add(RosterSourceRow(id=new_id(), code=ROSTER, title=ROSTER, rank=_FIRST_RANK))
    row = RosterSourceRow(id=new_id(), **wish.model_dump())
    ctx.add(row)
    await ctx.session.flush()
    if wish.code != ROSTER and not set(known) - {ROSTER}:
        await worlds.begin(ctx)
    elif known:
        await worlds.reconsider_all(ctx)
    return row


async def change(ctx: Context, source_id: UUID, patch: RosterSourceUpdate) -> RosterSourceRow:
    """Change title or rank; with the rank what several sources list is made anew."""
    POLICY.require(ctx, CHANGE.right)
    CHANGE.check_caller(ctx)
    row = await ctx.get(RosterSourceRow, source_id, "roster source")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    before = row.rank
    patch.apply(row)
    await ctx.session.flush()
    if row.rank != before:
        await wait_for_roster(ctx)
        await worlds.reconsider_all(ctx)
    return row


async def end(ctx: Context, source_id: UUID, *, validate_only: bool) -> RosterImportRow:
    """Have a source end by a job: what changes by it is said first, and where that is much a person approves it."""
    POLICY.require(ctx, END.right)
    END.check_caller(ctx)
    # Of two who ask at once the second finds the job of the first.
    await one_at_a_time(ctx, "roster source's end", source_id)
    row = await ctx.get(RosterSourceRow, source_id, "roster source")
    await END.check(ctx, row)
    return await ending.ask(ctx, row.code, validate_only=validate_only)


async def precedence(ctx: Context) -> RosterPrecedence:
    """The orders that differ from the ranks'."""
    POLICY.require(ctx, "roster:write")
    return _said(await listings.precedence(ctx))


async def set_precedence(ctx: Context, wish: RosterPrecedenceBody) -> RosterPrecedence:
    """Put these orders in the place of those before; what several sources list is made anew."""
    POLICY.require(ctx, "roster:write")
    CHANGE.check_caller(ctx)
    known = {*await listings.ranks(ctx), ROSTER}
    for place, order in enumerate(wish.orders):
        for code in order.sources:
            if code not in known and not (code == BY_HAND and order.fields == FieldGroup.DEMOGRAPHICS):
                unknown = Words("unknown in this district", es="desconocido en este distrito")
                raise NoSuchRosterSource(errors=[fault(f"/orders/{place}/sources", unknown, NoSuchRosterSource.code)])
    row = await listings.precedence(ctx)
    ctx.check_version(row or SimpleNamespace(version=0))
    await wait_for_roster(ctx)
    if row is None:
        row = RosterPrecedenceRow(id=ctx.district_id)
        ctx.add(row)
    row.orders = {str(order.fields): list(dict.fromkeys(order.sources)) for order in wish.orders}
    await ctx.session.flush()
    await worlds.reconsider_all(ctx)
    return _said(row)


async def put_aliases(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Say of many things which source lists them too, each with its own fate; the same again changes nothing."""
    POLICY.require(ctx, "roster:write")
    await disclosures.officials_only(ctx, RecordKind.ROSTER)
    await wait_for_roster(ctx)
    known = set(await listings.ranks(ctx)) | {ROSTER}

    async def work(ctx: Context, wish: RosterAliasRowBody) -> UUID:
        return await _alias(ctx, wish, known)

    return await each(ctx, RosterAliasRowBody, items, work, validate_only=validate_only)


async def _alias(ctx: Context, wish: RosterAliasRowBody, known: set[str]) -> UUID:
    for place, code in (("/source", wish.source), ("/same_source", wish.same_source)):
        if code not in known:
            unknown = Words("unknown in this district", es="desconocido en este distrito")
            raise NoSuchRosterSource(errors=[fault(place, unknown, NoSuchRosterSource.code)])
    alias_id = id_of(ctx.district_id, wish.source, wish.kind, wish.source_id)
    row = await ctx.find(RosterAliasRow, alias_id)
    if wish.is_removed:
        if row is not None:
            await ctx.session.delete(row)
            await ctx.session.flush()
        return alias_id
    row_id = id_of(ctx.district_id, wish.same_source, wish.kind, wish.same_source_id)
    if (known_as := await ctx.find(RosterAliasRow, row_id)) is not None:
        row_id = known_as.row_id
    if row is not None and row.row_id == row_id:
        return row.id
    if not await repository.is_there(ctx, wish.kind, row_id):
        unknown = Words("the roster lists no such thing", es="la matrícula no enumera tal cosa")
        raise NoSuchListed(errors=[fault("/same_source_id", unknown, NoSuchListed.code)])
    if row is not None or alias_id == row_id or await repository.is_there(ctx, wish.kind, alias_id):
        raise RosterAliasTaken
    if await ctx.find(StudentRow, alias_id) is not None:
        raise RosterAliasTaken
    ctx.add(RosterAliasRow(id=alias_id, kind=wish.kind, source=wish.source, source_id=wish.source_id, row_id=row_id))
    await ctx.session.flush()
    return alias_id


def _said(row: RosterPrecedenceRow | None) -> RosterPrecedence:
    orders = [{"fields": fields, "sources": codes} for fields, codes in sorted(row.orders.items())] if row else []
    stamps = {"version": row.version, "updated_at": row.updated_at} if row else {"version": 0, "updated_at": None}
    return RosterPrecedence.model_validate({"orders": orders, **stamps})
