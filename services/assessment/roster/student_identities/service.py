"""Use cases of students who are known by several ids: aliases, merges, and merges undone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from services.assessment.records.roster_listings import repository as sources
from services.assessment.records.roster_listings import worlds
from services.assessment.records.student_records import moving, stays
from services.assessment.records.student_records.attending import reckon
from services.assessment.records.student_records.naming import tell_named
from services.assessment.records.student_records.repository import check_not_merged, get_student, id_of
from services.assessment.records.student_records.tables import (
    StudentAliasRow,
    StudentMatchRow,
    StudentMergeRow,
    StudentRow,
)
from services.assessment.records.student_records.turns import wait_for_roster
from services.assessment.roster.pushed_students.repository import is_somebody_else
from services.assessment.roster.pushed_students.service import COLUMNS, follow
from services.assessment.roster.student_identities import repository
from services.assessment.roster.student_identities.errors import (
    AliasTaken,
    NoSuchOther,
    NotMerged,
    OneStudent,
    SourceIdOfSomebodyElse,
    StudentHasRow,
)
from services.assessment.roster.student_identities.events import StudentsMerged, StudentsSplit
from services.assessment.roster.student_identities.schemas import (
    StudentAliasBody,
    StudentAliasRowBody,
    StudentMatchList,
    StudentMergeBody,
)
from shared.auth.legal_bases import RecordKind
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.context.paging import Paging
from shared.errors import NotFound, fault
from shared.ids import new_id
from shared.texts.words import Words

#: Of a student: how the roster lists them. Who is listed no more takes it over from the one who is.
_LISTED = (*COLUMNS, "school_id", "source", "source_id")


async def aliases(ctx: Context, student_id: UUID, paging: Paging) -> Response:
    """The further ids of a student."""
    await _require(ctx, [student_id])
    await get_student(ctx, student_id)
    ctx.audit_reading(records="student_aliases", student_ids=[student_id])
    return await ctx.page(repository.ALIASES, paging, {"student_id": student_id})


async def add_alias(ctx: Context, student_id: UUID, wish: StudentAliasBody) -> StudentAliasRow:
    """Have a further source id speak of the student. The same again is the same alias."""
    await _require(ctx, [student_id])
    await wait_for_roster(ctx)
    return await _alias(ctx, student_id, wish)


async def add_aliases(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Give many aliases, each with its own fate: before a system changes the ids of all its students."""
    await _require(ctx)
    await wait_for_roster(ctx)

    async def work(ctx: Context, wish: StudentAliasRowBody) -> UUID:
        return (await _alias(ctx, wish.student_id, wish)).id

    return await each(ctx, StudentAliasRowBody, items, work, validate_only=validate_only)


async def remove_alias(ctx: Context, student_id: UUID, alias_id: UUID) -> None:
    """Whoever lists that id speaks of somebody else from now on."""
    await _require(ctx, [student_id])
    await wait_for_roster(ctx)
    row = await ctx.get(StudentAliasRow, alias_id, "alias")
    if row.student_id != student_id:
        raise NotFound(Words("No such alias.", es="No existe ese alias."))
    if await ctx.find(StudentRow, alias_id) is not None:
        raise StudentHasRow(Words("It came of a merge: split the two.", es="Procede de una fusión: sepárelos."))
    student = await get_student(ctx, student_id)
    if student.listed_as == alias_id:
        student.listed_as = None
    await ctx.session.delete(row)
    await ctx.session.flush()


async def merge(ctx: Context, student_id: UUID, wish: StudentMergeBody) -> StudentMergeRow:
    """Make two rows of one child one: what hangs on the other hangs on this one, and the other leads to it."""
    await _require(ctx, [student_id, wish.student_id])
    await wait_for_roster(ctx)
    if student_id == wish.student_id:
        raise OneStudent(errors=[fault("/student_id", Words("the same student", es="el mismo estudiante"))])
    kept = await get_student(ctx, student_id)
    check_not_merged(kept)
    other = await ctx.find(StudentRow, wish.student_id)
    if other is None or other.merged_into is not None:
        unknown = Words("unknown, or merged already", es="desconocido, o ya fusionado")
        raise NoSuchOther(errors=[fault("/student_id", unknown, NoSuchOther.code)])
    await stays.remember(ctx, [kept.id, other.id])
    await repository.end_roles(ctx, [kept.id, other.id])
    before: dict[str, Any] = {"kept": {}, "other": {"deleted_at": other.deleted_at}}
    if other.active and not kept.active:
        names = (*_LISTED, "deleted_at", "listed_as", "is_disabled", "pushed_at")
        before["kept"] = {name: getattr(kept, name) for name in names}
        for name in _LISTED:
            setattr(kept, name, getattr(other, name))
        kept.deleted_at, kept.is_disabled, kept.listed_as = None, False, other.listed_as or other.id
        kept.pushed_at = other.pushed_at
    for one in (kept, other):
        one.updated_at, one.version = ctx.now, one.version + 1
    other.deleted_at, other.merged_into = other.deleted_at or ctx.now, kept.id
    await ctx.session.flush()
    moved = await moving.move(ctx, other.id, kept.id)
    await reckon(ctx, [kept.id, other.id])
    await stays.note(ctx, await ctx.today())
    before["followed"] = await repository.follow(ctx, other.id, kept.id)
    ctx.add(StudentAliasRow(id=other.id, source=other.source, source_id=other.source_id, student_id=kept.id))
    row = StudentMergeRow(
        id=new_id(),
        student_id=kept.id,
        merged_id=other.id,
        reason=wish.reason,
        moved=moved,
        before=_as_json(before),
        split_at=None,
        split_reason=None,
    )
    ctx.add(row)
    await ctx.session.flush()
    await repository.settle(ctx, kept.id, other.id)
    await _reconsider(ctx, kept, other)
    await _tell(ctx, kept, other)
    _tell_merged(ctx, kept.id, [other.id, *map(UUID, before["followed"])])
    return row


async def split(ctx: Context, student_id: UUID, wish: StudentMergeBody) -> StudentMergeRow:
    """Undo a merge: both are as they were, with what hung on them; what came since stays with whom it came to."""
    await _require(ctx, [student_id, wish.student_id])
    await wait_for_roster(ctx)
    kept = await get_student(ctx, student_id)
    check_not_merged(kept)
    row = await repository.find_merge(ctx, student_id, wish.student_id)
    if row is None:
        raise NotMerged
    other = await get_student(ctx, wish.student_id)
    if (alias := await ctx.find(StudentAliasRow, other.id)) is not None:
        await ctx.session.delete(alias)
        await ctx.session.flush()
    _restore(kept, row.before["kept"])
    _restore(other, row.before["other"])
    if kept.listed_as == other.id:
        kept.listed_as = None
    other.merged_into = None
    for one in (kept, other):
        one.updated_at, one.version = ctx.now, one.version + 1
    row.split_at, row.split_reason = ctx.now, wish.reason
    await ctx.session.flush()
    await moving.move_back(ctx, row.moved, kept.id, other.id)
    await reckon(ctx, [kept.id, other.id])
    await stays.undo(ctx, row.created_at, [kept.id, other.id])
    await repository.follow_back(ctx, row.before["followed"], kept.id, other.id)
    await _reconsider(ctx, kept, other)
    await _tell(ctx, kept, other)
    ctx.emit(StudentsSplit(student_id=kept.id, merged_id=other.id, decided_at=ctx.now))
    _tell_merged(ctx, other.id, list(map(UUID, row.before["followed"])))
    return row


async def merges(ctx: Context, student_id: UUID, paging: Paging) -> Response:
    """Which rows were made one with this one, or were."""
    await _require(ctx, [student_id])
    await get_student(ctx, student_id)
    ctx.audit_reading(records="student_merges", student_ids=[student_id])
    return await ctx.page(repository.MERGES, paging, {"student_id": student_id})


async def matches(ctx: Context, filters: StudentMatchList) -> Response:
    """What rosters propose."""
    await _require(ctx)
    ctx.audit_reading(records="student_matches")
    return await ctx.page(repository.MATCHES, filters, {})


async def dismiss(ctx: Context, match_id: UUID) -> None:
    """They are two: it is not proposed again."""
    await _require(ctx)
    row = await ctx.get(StudentMatchRow, match_id, "match")
    if row.dismissed_at is not None:
        raise NotFound(Words("No such match.", es="No existe esa coincidencia."))
    row.dismissed_at = ctx.now
    await ctx.session.flush()


async def _require(ctx: Context, student_ids: list[UUID] | None = None) -> None:
    await disclosures.officials_only(ctx, RecordKind.ROSTER, student_ids or [])
    POLICY.require(ctx, "roster:write")


async def _alias(ctx: Context, student_id: UUID, wish: StudentAliasBody) -> StudentAliasRow:
    student = await get_student(ctx, student_id)
    check_not_merged(student)
    alias_id = id_of(ctx.district_id, wish.source, "person", wish.source_id)
    known = await ctx.find(StudentAliasRow, alias_id)
    if known is not None:
        if known.student_id == student_id:
            return known
        raise AliasTaken
    if await ctx.find(StudentRow, alias_id) is not None:
        raise StudentHasRow
    if await is_somebody_else(ctx, alias_id):
        raise SourceIdOfSomebodyElse
    row = StudentAliasRow(id=alias_id, source=wish.source, source_id=wish.source_id, student_id=student_id)
    ctx.add(row)
    await ctx.session.flush()
    await repository.settle(ctx, student_id, alias_id)
    tell_named(ctx)
    return row


async def _reconsider(ctx: Context, *students: StudentRow) -> None:
    """Where several systems list students, make these of what is said of them now."""
    if await sources.several(ctx):
        await worlds.reconsider(ctx, [student.id for student in students])


async def _tell(ctx: Context, *students: StudentRow) -> None:
    for student in students:
        follow(ctx, student)


def _tell_merged(ctx: Context, student_id: UUID, merged_ids: list[UUID]) -> None:
    for merged_id in merged_ids:
        ctx.emit(StudentsMerged(student_id=student_id, merged_id=merged_id, decided_at=ctx.now))


def _as_json(found: Any) -> Any:
    """Days, moments and ids as text."""
    if isinstance(found, dict):
        return {name: _as_json(value) for name, value in found.items()}
    return found if found is None or isinstance(found, bool | list) else str(found)


def _restore(row: StudentRow, before: dict[str, Any]) -> None:
    """Give a row its columns back, each as what the column holds."""
    for name, value in before.items():
        setattr(row, name, value if value is None else _READ.get(name, _same)(value))


def _same(value: Any) -> Any:
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "birth_date": date.fromisoformat,
    **dict.fromkeys(("deleted_at", "pushed_at"), datetime.fromisoformat),
    **dict.fromkeys(("school_id", "listed_as"), UUID),
}
