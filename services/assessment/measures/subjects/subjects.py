"""The kinds of subjects every district has: itself, its schools, its people."""

from uuid import UUID

from services.assessment.measures.subjects.errors import SubjectUnfit
from services.assessment.measures.subjects.kinds import Measured, SubjectKind
from services.assessment.permissions import ABOUT_ONESELF
from shared.context.context import Context
from shared.context.references import Named
from shared.directory.queries import known_schools, where_holding
from shared.directory.references import SCHOOL, STAFF
from shared.errors import NoSuchSchool, NoSuchStaff, NotAtSchool, fault
from shared.texts.words import Words

DISTRICT = Named("(select d.district_id as id, d.name from directory_districts d)")


def _district(district_id: UUID, id_: UUID | None, school_id: UUID | None) -> Measured:
    if id_ not in (None, district_id):
        raise SubjectUnfit(
            errors=[
                fault("/subject/id", Words("omit it: the district is your own", es="omítalo: el distrito es el suyo"))
            ]
        )
    _no_school(school_id)
    return Measured(district_id, None)


def _school(_: UUID, id_: UUID | None, school_id: UUID | None) -> Measured:
    if id_ is None:
        raise SubjectUnfit(errors=[fault("/subject/id", Words("which school?", es="¿qué escuela?"))])
    _no_school(school_id)
    return Measured(id_, id_)


def _staff(_: UUID, id_: UUID | None, school_id: UUID | None) -> Measured:
    if id_ is None:
        raise SubjectUnfit(errors=[fault("/subject/id", Words("which person?", es="¿qué persona?"))])
    return Measured(id_, school_id)


def _no_school(school_id: UUID | None) -> None:
    if school_id is not None:
        raise SubjectUnfit(
            errors=[
                fault(
                    "/school_id",
                    Words("only people are measured at a school", es="en una escuela solo se mide a personas"),
                )
            ]
        )


async def _is_there(_: Context, __: Measured) -> None:
    """The district is always there."""


async def _has_school(ctx: Context, subject: Measured) -> None:
    if not await known_schools(ctx, [subject.id]):
        raise NoSuchSchool(
            errors=[
                fault(
                    "/subject/id",
                    Words("unknown in this district", es="desconocido en este distrito"),
                    "no_such_school",
                )
            ]
        )


async def _works_here(ctx: Context, subject: Measured) -> None:
    places = (await where_holding(ctx, [subject.id], await ctx.today()))[subject.id]
    if not places:
        raise NoSuchStaff(
            errors=[
                fault(
                    "/subject/id",
                    Words("nobody who holds a role today", es="nadie que tenga hoy un rol"),
                    "no_such_staff",
                )
            ]
        )
    if subject.school_id not in places:
        raise NotAtSchool(
            errors=[
                fault(
                    "/school_id",
                    Words("they hold no role there today", es="hoy no tiene ningún rol allí"),
                    "not_at_school",
                )
            ]
        )


#: What is found of somebody they may read themselves, wherever they work now, while they work here at all.
_OF_ONESELF = """select o.id from administrations o where o.subject_kind = 'staff' and o.subject_id = {me}::uuid
    and ({schools} is null or cardinality({schools}::uuid[]) > 0)"""

SUBJECTS = (
    SubjectKind("district", DISTRICT, "administrations", _district, _is_there),
    SubjectKind("school", SCHOOL, "administrations", _school, _has_school),
    SubjectKind(
        "staff", STAFF, "staff_administrations", _staff, _works_here, {ABOUT_ONESELF: _OF_ONESELF}, to_parties=False
    ),
)
