"""Use cases of the ledger. Partners knows no students: whoever reads it does so for the whole district."""

from uuid import UUID

from fastapi import Response

from services.partners.permissions import POLICY
from services.partners.privacy.disclosures import repository, sheets
from services.partners.privacy.disclosures.errors import TooManyLines
from services.partners.privacy.disclosures.schemas import DisclosureList, SeenByList
from shared.context.context import Context
from shared.context.cursors import sql_text
from shared.errors import NotFound, NotPermitted
from shared.texts.words import Words


async def listed(ctx: Context, filters: DisclosureList) -> Response:
    """The ledger, oldest first."""
    _admit(ctx)
    return await ctx.page(repository.LISTING, filters)


async def seen_by(ctx: Context, student_id: UUID, filters: SeenByList) -> Response:
    """Who saw a student's records."""
    await _known(ctx, student_id)
    return await ctx.page(repository.SEEN_BY, filters, {"student_id": student_id})


async def sheet_of(ctx: Context, student_id: UUID, filters: SeenByList) -> str:
    """The same as a file. Raises `TooManyLines`."""
    await _known(ctx, student_id)
    bounds = {name: sql_text(value) for name, value in filters.filters().items()}
    lines = await repository.lines_of(ctx, student_id, bounds)
    if len(lines) > repository.MOST_LINES:
        raise TooManyLines(
            Words(
                f"More than {repository.MOST_LINES} lines: ask by `since` and `until`.",
                es=f"Más de {repository.MOST_LINES} líneas: pida por `since` y `until`.",
            )
        )
    return sheets.as_csv(lines)


async def _known(ctx: Context, student_id: UUID) -> None:
    _admit(ctx)
    if not await repository.is_known(ctx, student_id):
        raise NotFound(
            Words(
                "Nothing was told here of such a student: nobody read their records, or there is none.",
                es="Aquí no consta nada de tal estudiante: nadie leyó su expediente o no existe.",
            )
        )
    ctx.audit_reading(records=repository.RECORDS, student_ids=[student_id])


def _admit(ctx: Context) -> None:
    if ctx.principal.party is not None:
        raise NotPermitted(
            Words(
                "The ledger is for the district's own people and systems.",
                es="El libro de divulgaciones es para las personas y los sistemas propios del distrito.",
            )
        )
    POLICY.require(ctx, "disclosures:read")
