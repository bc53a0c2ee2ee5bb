"""HTTP of plans as files: YAML, JSON and spreadsheets, out and in."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.scheduling.planning.plan_files import service
from services.scheduling.planning.plan_files.errors import PlanFileFaulty
from services.scheduling.planning.plan_files.schemas import MEDIA_TYPES, Format, PlanFileChecked
from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.errors import PlanNotEditable, SchoolStays
from services.scheduling.planning.plans.schemas import Plan
from services.scheduling.planning.plans.tables import PlanRow
from shared import entity_tags
from shared.context.bulk import ValidateOnly
from shared.context.context import Context
from shared.errors import NotPermitted, Stale, VersionMissing, refusals
from shared.web import idempotency
from shared.web.requires import requires

router = APIRouter(prefix="/v1", tags=["plan files"])

TEXT = {"schema": {"type": "string"}}
TREE = {"schema": {"type": "object"}}
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The plan as a file of at most 2 MB: YAML or JSON in the shape of POST /v1/plans, or a "
        "spreadsheet as CSV with one row an activity.",
        "content": {
            "application/yaml": TREE,
            "application/json": {"schema": {"$ref": "#/components/schemas/PlanCreate"}},
            "text/csv": TEXT,
        },
    }
}
DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/yaml": TREE, "application/json": TREE, "text/csv": TEXT}}
}
CHECKED: dict[int | str, dict[str, Any]] = {
    200: {"description": "With `validate_only`: it would be taken.", "model": PlanFileChecked}
}
FAULTS = (NotPermitted, PlanFileFaulty)


@router.get("/plans/{plan_id}/export", response_class=Response, responses={**DOWNLOAD, **refusals(NotPermitted)})
async def export_plan(
    plan_id: UUID,
    ctx: Annotated[Context, requires("plans:read")],
    form: Annotated[Format, Query(alias="format", description="What the file is.")] = "yaml",
) -> Response:
    """Export the plan as a file. Imported again it gives a plan with the same content hash."""
    row, name, body = await service.export(ctx, plan_id, form)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": entity_tags.of_version(row.version)}
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


@router.post(
    "/plan-imports",
    status_code=201,
    response_model=Plan,
    responses={**CHECKED, **refusals(*FAULTS)},
    openapi_extra=FILE,
)
async def import_plan(
    request: Request, ctx: Annotated[Context, requires("plans:write", upload=True)], validate_only: ValidateOnly = False
) -> Response:
    """Create a draft from a file, or report every fault at once with its line. A faulty file changes nothing."""
    body = await service.body_of(request.stream())
    await idempotency.claim(ctx, request, hashlib.sha256(body).hexdigest())
    made = await service.bring(ctx, body, request.headers.get("content-type", ""), validate_only=validate_only)
    return await _reply(ctx, made, 201)


@router.put(
    "/plans/{plan_id}/content",
    response_model=Plan | PlanFileChecked,
    responses=refusals(*FAULTS, PlanNotEditable, SchoolStays, Stale, VersionMissing),
    openapi_extra=FILE,
)
async def replace_plan_content(
    plan_id: UUID,
    request: Request,
    ctx: Annotated[Context, requires("plans:write", upload=True)],
    validate_only: ValidateOnly = False,
) -> Response:
    """Replace a draft's whole content with a corrected file; with `validate_only`, only check it."""
    body = await service.body_of(request.stream())
    sent_as = request.headers.get("content-type", "")
    return await _reply(ctx, await service.replace(ctx, plan_id, body, sent_as, validate_only=validate_only), 200)


async def _reply(ctx: Context, made: PlanRow | PlanFileChecked, status: int) -> Response:
    return ctx.reply(made) if isinstance(made, PlanFileChecked) else ctx.reply(await content.wire(ctx, made), status)
