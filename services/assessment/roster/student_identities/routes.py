"""HTTP of aliases, merges, splits and matches."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.errors import RosterBusy, StudentMerged
from services.assessment.roster.student_identities import service
from services.assessment.roster.student_identities.errors import (
    AliasTaken,
    NoSuchOther,
    NotMerged,
    OneStudent,
    SourceIdOfSomebodyElse,
    StudentHasRow,
)
from services.assessment.roster.student_identities.schemas import (
    StudentAlias,
    StudentAliasBody,
    StudentAliasesBody,
    StudentMatch,
    StudentMatchList,
    StudentMerge,
    StudentMergeBody,
)
from services.assessment.roster.students.transitions import ALIASES, MERGE, SPLIT
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.context.replies import reply_of
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["roster"])

CHANGING = (NotPermitted, NoLegalBasis, RosterBusy, StudentMerged)


@router.get(
    "/students/{student_id}/aliases", response_model=Page[StudentAlias], responses=refusals(NotPermitted, NoLegalBasis)
)
async def list_student_aliases(
    student_id: UUID, ctx: Annotated[Context, requires("roster:write")], paging: PagingQuery
) -> Response:
    """List the further source ids of a student."""
    return await service.aliases(ctx, student_id, paging)


@router.post(
    "/students/{student_id}/aliases",
    status_code=201,
    response_model=StudentAlias,
    responses=refusals(*CHANGING, AliasTaken, StudentHasRow, SourceIdOfSomebodyElse),
)
async def add_student_alias(
    student_id: UUID, body: StudentAliasBody, ctx: Annotated[Context, requires(ALIASES.door)]
) -> Response:
    """Have a further source id speak of a student: whoever lists it from now on finds the same row."""
    return ctx.reply(await reply_of(ctx, StudentAlias, await service.add_alias(ctx, student_id, body)), 201)


@router.post(
    "/bulk/student-aliases", response_model=BulkReply, responses=refusals(NotPermitted, NoLegalBasis, RosterBusy)
)
async def add_student_aliases(
    body: StudentAliasesBody, ctx: Annotated[Context, requires("roster:write")], validate_only: ValidateOnly = False
) -> Response:
    """Give many students a further source id, before their system changes its ids; each row gets its result."""
    return ctx.reply(await service.add_aliases(ctx, body.items, validate_only))


@router.delete(
    "/students/{student_id}/aliases/{alias_id}",
    status_code=204,
    responses=refusals(NotPermitted, NoLegalBasis, RosterBusy, StudentHasRow),
)
async def remove_student_alias(
    student_id: UUID, alias_id: UUID, ctx: Annotated[Context, requires("roster:write")]
) -> Response:
    """Have a source id speak of the student no more. One that came of a merge goes by a split."""
    await service.remove_alias(ctx, student_id, alias_id)
    return ctx.nothing()


@router.post(
    "/students/{student_id}/merge",
    response_model=StudentMerge,
    responses=refusals(*CHANGING, OneStudent, NoSuchOther),
)
async def merge_students(
    student_id: UUID, body: StudentMergeBody, ctx: Annotated[Context, requires(MERGE.door)]
) -> Response:
    """Make two rows of one child one: enrolments, guardians, caseloads, refusals, consents and the rest of the other hang on
    this one, the other's id leads here (410 `student_merged`), and its source id speaks of this one.
    """
    return ctx.reply(await reply_of(ctx, StudentMerge, await service.merge(ctx, student_id, body)))


@router.post("/students/{student_id}/split", response_model=StudentMerge, responses=refusals(*CHANGING, NotMerged))
async def split_students(
    student_id: UUID, body: StudentMergeBody, ctx: Annotated[Context, requires(SPLIT.door)]
) -> Response:
    """Undo a merge: both rows are as they were, with what hung on them then."""
    return ctx.reply(await reply_of(ctx, StudentMerge, await service.split(ctx, student_id, body)))


@router.get(
    "/students/{student_id}/merges", response_model=Page[StudentMerge], responses=refusals(NotPermitted, NoLegalBasis)
)
async def list_student_merges(
    student_id: UUID, ctx: Annotated[Context, requires("roster:write")], paging: PagingQuery
) -> Response:
    """List which rows were made one with this one, by whom and why, undone ones too."""
    return await service.merges(ctx, student_id, paging)


@router.get("/student-matches", response_model=Page[StudentMatch], responses=refusals(NotPermitted, NoLegalBasis))
async def list_student_matches(
    ctx: Annotated[Context, requires("roster:write")], filters: Annotated[StudentMatchList, Query()]
) -> Response:
    """List which source ids rosters listed anew with the local id of a student who is known: maybe the same child."""
    return await service.matches(ctx, filters)


@router.delete("/student-matches/{match_id}", status_code=204, responses=refusals(NotPermitted, NoLegalBasis))
async def dismiss_student_match(match_id: UUID, ctx: Annotated[Context, requires("roster:write")]) -> Response:
    """They are two children: it is not proposed again."""
    await service.dismiss(ctx, match_id)
    return ctx.nothing()
