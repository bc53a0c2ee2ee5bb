"""Use cases of template plans: they are copied, never linked."""

from services.scheduling.calendar.calendars import service as calendars
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plan_templates import library, repository, rules
from services.scheduling.planning.plan_templates.errors import SchoolYearMissing
from services.scheduling.planning.plan_templates.schemas import PlanTemplate, PlanTemplateCopy, PlanTemplates
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.schemas import PlanCreate
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import CHANGE
from shared.context.context import Context
from shared.errors import fault
from shared.school_year import called
from shared.texts.words import Words


def listed(ctx: Context) -> PlanTemplates:
    """Every template."""
    POLICY.require_any(ctx, "plans:read")
    return PlanTemplates(items=[library.summary(template) for template in library.templates().values()])


def read(ctx: Context, code: str) -> PlanTemplate:
    """One template with everything in it."""
    POLICY.require_any(ctx, "plans:read")
    return library.whole(library.get_template(code))


async def copy(ctx: Context, code: str, wish: PlanTemplateCopy) -> PlanRow:
    """A draft from a template, with the days of the district's school year. Raises `SchoolYearMissing`."""
    POLICY.require(ctx, CHANGE.right, school_id=wish.school_id)
    template = library.get_template(code)
    today = await ctx.today()
    row = await repository.find_year(ctx, wish.school_year, today)
    year = await calendars.year_at(ctx, row.starts_on) if row else None
    if row is None or year is None:
        raise SchoolYearMissing(
            Words(
                "Add it under /v1/school-years, or name one of those there.",
                es="Añádalo en /v1/school-years o nombre uno de los que hay allí.",
            ),
            errors=[
                fault(
                    "/school_year",
                    Words("the days of the copy are counted in it", es="los días de la copia se cuentan en él"),
                    SchoolYearMissing.code,
                )
            ],
        )
    plan = rules.resolved(template.plan.model_dump(mode="json", exclude_none=True), year)
    plan |= {"title": wish.title or template.plan.title, "school_year": called(row.starts_on, row.ends_on)}
    if wish.school_id is not None:
        plan = {**rules.of_school(plan), "school_id": wish.school_id}
    return await plans.create(ctx, PlanCreate.model_validate(plan))
