"""HTTP of the roster: students, guardians, classes, enrolments and sessions as the student information system lists them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.assessment.privacy.disclosures.errors import NoLegalBasis
from services.assessment.records.student_records.attending import told
from services.assessment.records.student_records.errors import StudentMerged
from services.assessment.roster.students import repository, service
from services.assessment.roster.students.may import MAY
from services.assessment.roster.students.schemas import (
    AcademicSession,
    ClassList,
    Enrollment,
    EnrollmentList,
    Guardian,
    GuardianList,
    SchoolClass,
    Student,
    StudentList,
)
from shared.context.context import Context
from shared.context.paging import PagingQuery
from shared.errors import NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["roster"])


@router.get("/students", response_model=Page[Student], responses=refusals(NoLegalBasis))
async def list_students(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[StudentList, Query()]
) -> Response:
    """List students by name, or by change with `updated_since`; people see those of their schools, classes and caseloads."""
    return await service.students(ctx, filters)


@router.get("/students/{student_id}", response_model=Student, responses=refusals(NoLegalBasis, StudentMerged))
async def read_student(student_id: UUID, ctx: Annotated[Context, requires("roster:read")]) -> Response:
    """Read one student; `active` is false once the roster no longer lists them."""
    row = await service.read_student(ctx, student_id)
    return ctx.reply(await MAY.reply(ctx, Student, row, schools=await told(ctx, student_id)))


@router.get("/guardians", response_model=Page[Guardian], responses=refusals(NoLegalBasis))
async def list_guardians(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[GuardianList, Query()]
) -> Response:
    """List guardians by name, with the students they are responsible for; people see those of the students they see,
    mentors none.
    """
    return await service.guardians(ctx, filters)


@router.get("/classes", response_model=Page[SchoolClass], responses=refusals())
async def list_classes(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[ClassList, Query()]
) -> Response:
    """List classes with their courses; teachers see their own."""
    return await ctx.page(repository.CLASSES, filters, service.classes_visible(ctx))


@router.get("/enrollments", response_model=Page[Enrollment], responses=refusals(NoLegalBasis))
async def list_enrollments(
    ctx: Annotated[Context, requires("roster:read")], filters: Annotated[EnrollmentList, Query()]
) -> Response:
    """List who is in which class, students and teachers alike; teachers see their own classes."""
    return await service.enrollments(ctx, filters)


@router.get("/academic-sessions", response_model=Page[AcademicSession], responses=refusals(NotPermitted))
async def list_academic_sessions(ctx: Annotated[Context, requires("roster:read")], filters: PagingQuery) -> Response:
    """List school years, semesters, terms and grading periods."""
    return await ctx.page(repository.SESSIONS, filters, service.sessions_visible(ctx))
