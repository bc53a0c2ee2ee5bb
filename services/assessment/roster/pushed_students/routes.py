"""HTTP of students that a system pushes one by one."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.convertors import Convertor, register_url_convertor

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.roster_listings.errors import RosterSourceEnded
from services.assessment.records.student_records.attending import told
from services.assessment.records.student_records.errors import RosterBusy
from services.assessment.roster.pushed_students import service
from services.assessment.roster.pushed_students.errors import ListedOtherwise, RowOutdated, SomebodyElses
from services.assessment.roster.pushed_students.schemas import Source, StudentPush, StudentPushes
from services.assessment.roster.students.may import MAY
from services.assessment.roster.students.schemas import Student
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import NoSuchSchool, NotPermitted, refusals
from shared.schemas import SourceId
from shared.web.requires import requires


class System(Convertor[str]):
    """The name of a system in a path: never an id, so that paths below a student's stay theirs."""

    regex = "[a-z][a-z0-9_]{1,39}"

    def convert(self, value: str) -> str:
        """As it stands."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands."""
        return value


register_url_convertor("system", System())
router = APIRouter(prefix="/v1", tags=["roster"])

AtSource = Annotated[Source, Path()]
AtSourceId = Annotated[SourceId, Path(description="The system's own id of the student, to the letter.")]


@router.put(
    "/students/{source:system}/{source_id}",
    response_model=Student,
    responses=refusals(
        NotPermitted, NoLegalBasis, NoSuchSchool, RosterBusy, RosterSourceEnded, RowOutdated, SomebodyElses
    )
    | {201: {"model": Student, "description": "The student is new."}},
)
async def push_student(
    source: AtSource, source_id: AtSourceId, body: StudentPush, ctx: Annotated[Context, requires("roster:write")]
) -> Response:
    """Take a student as a system lists them now, between two rosters. The same again changes nothing.

    A roster that was sent before says nothing of them; one that is sent later does.
    """
    row, is_new = await service.push(ctx, source, source_id, body)
    return ctx.reply(await MAY.reply(ctx, Student, row, schools=await told(ctx, row.id)), 201 if is_new else 200)


@router.delete(
    "/students/{source:system}/{source_id}",
    status_code=204,
    responses=refusals(NotPermitted, NoLegalBasis, RosterBusy, RosterSourceEnded, ListedOtherwise),
)
async def student_has_left(
    source: AtSource, source_id: AtSourceId, ctx: Annotated[Context, requires("roster:write")]
) -> Response:
    """The system lists the student no more. Their enrolments go with them, and come back should they."""
    await service.leave(ctx, source, source_id)
    return ctx.nothing()


@router.post("/bulk/students", response_model=BulkReply, responses=refusals(NotPermitted, NoLegalBasis, RosterBusy))
async def push_students(
    body: StudentPushes, ctx: Annotated[Context, requires("roster:write")], validate_only: ValidateOnly = False
) -> Response:
    """Take many students; each row gets its result, and what is refused of one costs no other."""
    return ctx.reply(await service.push_many(ctx, body.items, validate_only))
