"""HTTP of template plans: a small library to start from."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.scheduling.planning.plan_templates import service
from services.scheduling.planning.plan_templates.errors import SchoolYearMissing
from services.scheduling.planning.plan_templates.schemas import PlanTemplate, PlanTemplateCopy, PlanTemplates
from services.scheduling.planning.plans import content
from services.scheduling.planning.plans.schemas import Plan
from shared.context.context import Context
from shared.errors import NotPermitted, refusals
from shared.schemas import NO_NUL
from shared.web.bodies import may_be_empty
from shared.web.requires import requires

router = APIRouter(prefix="/v1/plan-templates", tags=["plan templates"])

TemplateCode = Annotated[str, Path(max_length=60, pattern=NO_NUL)]


@router.get("", response_model=PlanTemplates, responses=refusals(NotPermitted))
async def list_plan_templates(ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """List plan templates with what they are for and what to adapt."""
    return ctx.reply(service.listed(ctx))


@router.get("/{template_code}", response_model=PlanTemplate, responses=refusals(NotPermitted))
async def read_plan_template(template_code: TemplateCode, ctx: Annotated[Context, requires("plans:read")]) -> Response:
    """Read one template with everything in it."""
    return ctx.reply(service.read(ctx, template_code))


@router.post(
    "/{template_code}/copy", status_code=201, response_model=Plan, responses=refusals(NotPermitted, SchoolYearMissing)
)
async def copy_plan_template(
    template_code: TemplateCode,
    body: Annotated[PlanTemplateCopy, may_be_empty(PlanTemplateCopy)],
    ctx: Annotated[Context, requires("plans:write")],
) -> Response:
    """Create a draft from a template; the copy is the district's own, and no later change of ours reaches it."""
    return ctx.reply(await content.wire(ctx, await service.copy(ctx, template_code, body)), 201)
