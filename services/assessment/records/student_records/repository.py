"""SQL of one student."""

from uuid import UUID

from services.assessment.records.student_records.errors import StudentMerged
from services.assessment.records.student_records.tables import StudentAliasRow, StudentRow
from shared.context.context import Context
from shared.context.transitions import Kept
from shared.ids import id_from_source
from shared.texts.words import Words

#: The source whose rosters are imported.
ROSTER = "sis"


async def get_student(ctx: Context, student_id: UUID) -> StudentRow:
    """One student, a deleted one too. Raises `NotFound`."""
    return await ctx.get(StudentRow, student_id, "student")


def check_not_merged(row: StudentRow) -> None:
    """Raises `StudentMerged`, which names who stands for both. Ask who may see them first."""
    if row.merged_into is not None:
        raise StudentMerged(
            Words(f"They are the student {row.merged_into} now.", es=f"Ahora son el estudiante {row.merged_into}.")
        )


def is_there(row: StudentRow, _: Context) -> Kept:
    """Whose row leads to another's is gone."""
    return Kept.THERE if row.merged_into is None else Kept.GONE


def system_of(source: str) -> str:
    """The name under which ids are made of a source's."""
    return "oneroster" if source == ROSTER else f"source-{source}"


def id_of(district_id: UUID, source: str, kind: str, source_id: str) -> UUID:
    """The id of what a system calls so: of the imported roster's the one every service computes."""
    return id_from_source(district_id, system_of(source), kind, source_id)


async def find_alias(ctx: Context, source: str, source_id: str) -> StudentAliasRow | None:
    """The alias a system's id is, if it is one."""
    return await ctx.find(StudentAliasRow, id_of(ctx.district_id, source, "person", source_id))


async def student_of(ctx: Context, source: str, source_id: str) -> UUID:
    """The id of the student whom a system calls so, whether there is one or not."""
    alias = await find_alias(ctx, source, source_id)
    return alias.student_id if alias else id_of(ctx.district_id, source, "person", source_id)
