"""Everything wrong with a file's plan in one answer, each fault with its line."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.scheduling.planning.plan_files.documents import Document
from services.scheduling.planning.plan_files.errors import PlanFileFaulty
from services.scheduling.planning.plans import content as plans
from services.scheduling.planning.plans.owners import OWNER
from services.scheduling.planning.plans.schemas import DoneWhen, PlanCreate
from services.scheduling.planning.plans.targeting import Targets
from shared.context.context import Context
from shared.error_mapping import faults_of
from shared.texts.words import Words

MOST_FAULTS = 500
TARGETS: TypeAdapter[Any] = TypeAdapter(Targets)
DONE_WHEN: TypeAdapter[Any] = TypeAdapter(DoneWhen)


async def plan_in(ctx: Context, document: Document) -> PlanCreate:
    """The plan a document holds. Raises `PlanFileFaulty` with every fault, in the order of lines."""
    wish, form = _validated(document.data)
    if sum(entry["code"] == "string_type" and document.take_as_text(entry["pointer"]) for entry in form):
        wish, form = _validated(document.data)
    sound = wish.model_dump(mode="json", exclude_none=True) if wish else _sound(document.data)
    # What a cell's own fault already explains need not be said again of what it left out.
    explained = document.unstated | {entry["pointer"] for entry in document.faults}
    for entry in (*form, *await plans.faults(ctx, sound)):
        if entry["pointer"] not in explained:
            document.refuse(entry["pointer"], entry["detail"], entry["code"])
    if document.faults or wish is None:
        raise refusal(document)
    return wish


def refusal(document: Document) -> PlanFileFaulty:
    """What a faulty document is answered with."""
    found = sorted(document.faults, key=lambda entry: entry["line"])
    count = len(found)
    shown = Words("", es="")
    if count > MOST_FAULTS:
        shown = Words(f" The first {MOST_FAULTS} are shown.", es=f" Se muestran las primeras {MOST_FAULTS}.")
    words = Words(
        f"{count} {'thing needs' if count == 1 else 'things need'} mending; nothing was changed.{shown}",
        es=f"Hay que corregir {count} {'cosa' if count == 1 else 'cosas'}; no se modificó nada.{shown.es}",
    )
    return PlanFileFaulty(words, errors=found[:MOST_FAULTS])


def _validated(data: Any) -> tuple[PlanCreate | None, list[dict[str, str]]]:
    try:
        return PlanCreate.model_validate(data), []
    except ValidationError as error:
        found: list[dict[str, str]] = []
        for entry in error.errors(include_url=False):
            # A field of the plan may be called what elsewhere is the name of a request's part.
            found.extend(faults_of([{**entry, "loc": ("body", *entry["loc"])}], data))
        return None, found


def _sound(data: Any) -> dict[str, Any]:
    """What can be checked against the district although the whole has faults: codes, targets, what counts as done."""
    return {
        "goals": [
            {
                "code": _code(goal, at),
                "strategies": [
                    {
                        "code": _code(strategy, (*at, *below)),
                        "activities": [
                            {
                                "code": _code(activity, (*at, *below, *last)),
                                "due": {},
                                **_role(activity),
                                "targets": _part(TARGETS, activity, "targets") or {"kind": "all"},
                                "done_when": _part(DONE_WHEN, activity, "done_when") or {"kind": "manual"},
                            }
                            for last, activity in _listed(strategy, "activities")
                        ],
                    }
                    for below, strategy in _listed(goal, "strategies")
                ],
            }
            for at, goal in _listed(data, "goals")
        ]
    }


def _role(activity: Any) -> dict[str, str]:
    """The role, where it has the form of one."""
    role = activity.get("owner_role") if isinstance(activity, Mapping) else None
    return {"owner_role": role} if isinstance(role, str) and OWNER.fullmatch(role) else {}


def _listed(part: Any, name: str) -> list[tuple[tuple[int], Any]]:
    found = part.get(name) if isinstance(part, Mapping) else None
    return [((place,), entry) for place, entry in enumerate(found)] if isinstance(found, list) else []


def _code(part: Any, at: tuple[int, ...]) -> Any:
    """A part's code; one that has none repeats no other's."""
    code = part.get("code") if isinstance(part, Mapping) else None
    return code if isinstance(code, str) and code else at


def _part(kind: TypeAdapter[Any], activity: Any, name: str) -> dict[str, Any] | None:
    try:
        found = kind.validate_python(activity[name])
    except (ValidationError, KeyError, TypeError):
        return None
    return dict(kind.dump_python(found, mode="json", exclude_none=True))
