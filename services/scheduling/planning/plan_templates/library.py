"""The template plans that come with the service, one YAML file each. They are read once; a copy is a district's own."""

from functools import cache
from pathlib import Path
from typing import Any

from services.scheduling.planning.plan_files.trees import read_yaml
from services.scheduling.planning.plan_templates.schemas import PlanTemplate, PlanTemplateSummary, Template
from shared.errors import NotFound
from shared.texts.words import Words

FOLDER = Path(__file__).parent / "library"


@cache
def templates() -> dict[str, Template]:
    """Every template by its code, in the order of codes. Raises `ValueError` when a file is not one."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        document = read_yaml(path.read_text(encoding="utf-8"))
        template = Template.model_validate(document.data)
        if document.faults or template.code != path.stem:
            raise ValueError(path.name)
        found[template.code] = template
    return found


def get_template(code: str) -> Template:
    """One template. Raises `NotFound`."""
    template = templates().get(code)
    if template is None:
        raise NotFound(
            Words(
                "No such template; see GET /v1/plan-templates.",
                es="No existe esa plantilla; consulte GET /v1/plan-templates.",
            )
        )
    return template


def summary(template: Template) -> PlanTemplateSummary:
    """A template as the list shows it."""
    return PlanTemplateSummary(**_facts(template))


def whole(template: Template) -> PlanTemplate:
    """A template with everything in it."""
    return PlanTemplate(
        **_facts(template), plan_title=template.plan.title, summary=template.plan.summary, goals=template.plan.goals
    )


def _facts(template: Template) -> dict[str, Any]:
    strategies = [strategy for goal in template.plan.goals for strategy in goal.strategies]
    return {
        **{name: getattr(template, name) for name in ("code", "title", "purpose", "adapt")},
        "goal_count": len(template.plan.goals),
        "strategy_count": len(strategies),
        "activity_count": sum(len(strategy.activities) for strategy in strategies),
    }
