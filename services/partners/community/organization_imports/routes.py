"""HTTP of lists of organisations."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from services.partners.community.organization_imports import service
from services.partners.community.organization_imports.errors import SheetUnreadable
from services.partners.community.organization_imports.schemas import OrganizationImport, OrganizationImportWish
from services.partners.community.organization_imports.sheets import CSV, UNSAID, XLSX
from shared.context.context import Context
from shared.errors import NotPermitted, UnsupportedMediaType, refusals
from shared.texts.words import Words
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1/organization-imports", tags=["organizations"])

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The list as people have it, 2 MB at most: CSV, or the first sheet of an Excel workbook. A line "
        "names the columns in English or Spanish; one is the organization's name (Name, Organization, Agency, Partner, "
        "Nombre). Known besides: type, status, website, description, services, pillars, languages, EIN, NPI, UEI, "
        "address, city, state, ZIP, neighborhood, contact, first and last name, title, email, phone. Others are left "
        "out and named.",
        "content": {
            CSV: {"schema": {"type": "string"}},
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in (XLSX, UNSAID)},
        },
    }
}


async def sheets_only(request: Request) -> str:
    """The type of the body; any other is refused before a byte of it is read."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent not in (CSV, XLSX, UNSAID):
        raise UnsupportedMediaType(Words(f"Send {CSV} or {XLSX}.", es=f"Envíe {CSV} o {XLSX}."))
    return sent


@router.post(
    "", response_model=OrganizationImport, responses=refusals(NotPermitted, SheetUnreadable), openapi_extra=FILE
)
async def import_organizations(
    request: Request,
    ctx: Annotated[Context, requires("organizations:write", upload=True)],
    wish: Annotated[OrganizationImportWish, Query()],
    kind: Annotated[str, Depends(sheets_only)],
) -> Response:
    """Take a list of organizations, each line by itself: whoever is new is added, what nobody had said is filled in, and
    nothing that was said is overwritten. The same list again changes nothing.
    """
    body = request.stream()
    return ctx.reply(await service.take(ctx, wish, kind, body, lambda digest: idempotency.claim(ctx, request, digest)))
