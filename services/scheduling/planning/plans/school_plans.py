"""What only a school's own plan has: a school, whose people do all of it, and goals of the district that its goals serve."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from services.scheduling.planning.plans import repository, rules
from services.scheduling.planning.plans.errors import NothingToServe, OutsideSchool
from shared.context.context import Context
from shared.directory.queries import catalogue, known_schools, schools_by_code, where_holding
from shared.errors import NoSuchSchool, fault
from shared.texts.words import Words


async def name_school(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    """Name the school whose own plan it is by its id alone; what is wrong with the one it names."""
    if code := content.pop("school_code", None):
        found = await schools_by_code(ctx, {code})
        if code not in found:
            return [
                fault(
                    "/school_code",
                    Words("no school has this code", es="ninguna escuela tiene este código"),
                    NoSuchSchool.code,
                )
            ]
        content["school_id"] = str(found[code])
    elif (named := content.get("school_id")) and not await known_schools(ctx, {UUID(named)}):
        return [
            fault("/school_id", Words("no school has this id", es="ninguna escuela tiene este id"), NoSuchSchool.code)
        ]
    return []


async def faults(ctx: Context, content: dict[str, Any]) -> list[dict[str, str]]:
    """What goes beyond the school of a school's own plan; names for that school what is for all, and goals it serves by id."""
    school_id = content.get("school_id")
    found = []
    if school_id:
        elsewhere = {role.code for role in (await catalogue(ctx)).values() if not role.is_of_school}
        found += _stay_inside(content, school_id, elsewhere)
        found += await _named_people(ctx, content, UUID(school_id))
    return [*found, *await _served(ctx, content)]


def inside(targets: Mapping[str, Any], school_id: str) -> dict[str, Any] | None:
    """Targets of a school's own plan in the one form they have; None where they mean others."""
    ids = set(targets.get("school_ids", ()))
    if targets["kind"] == "all" or (targets["kind"] == "schools" and ids == {school_id}):
        return {"kind": "schools", "school_ids": [school_id]}
    return None


def _stay_inside(content: Mapping[str, Any], school_id: str, elsewhere: Collection[str]) -> list[dict[str, str]]:
    found = []
    for pointer, activity in rules.activities(content):
        mine = inside(activity["targets"], school_id)
        if mine is None:
            found.append(
                fault(
                    f"{pointer}/targets",
                    Words("write all, which is this school", es="escriba all, que es esta escuela"),
                    OutsideSchool.code,
                )
            )
        else:
            activity["targets"] = mine
        # What is read past faults of form has no role.
        named = [("owner_role", activity.get("owner_role"))]
        named += [(f"responsible_roles/{n}", role) for n, role in enumerate(activity.get("responsible_roles", []))]
        found += [
            fault(
                f"{pointer}/{place}",
                Words(
                    "name a role held at schools, or a team", es="nombre un rol que se tenga en escuelas, o un equipo"
                ),
                OutsideSchool.code,
            )
            for place, role in named
            if role in elsewhere
        ]
    return found


async def _named_people(ctx: Context, content: Mapping[str, Any], school_id: UUID) -> list[dict[str, str]]:
    """Who is named works there, or for the district."""
    named = list(rules.people_named(content))
    held = await where_holding(ctx, {id_ for _, id_ in named}, await ctx.today()) if named else {}
    return [
        fault(
            pointer,
            Words(
                "works neither at this school nor for the district",
                es="no trabaja ni en esta escuela ni para el distrito",
            ),
            OutsideSchool.code,
        )
        for pointer, id_ in named
        if not held.get(id_, set()) & {school_id, None}
    ]


async def _served(ctx: Context, content: Mapping[str, Any]) -> list[dict[str, str]]:
    served = [(f"/goals/{place}/serves", goal) for place, goal in enumerate(content["goals"]) if goal.get("serves")]
    if not served:
        return []
    if not content.get("school_id"):
        words = Words(
            "only a goal of a school's own plan serves one of the district's",
            es="solo una meta del plan propio de una escuela sirve a una del distrito",
        )
        return [fault(pointer, words, NothingToServe.code) for pointer, _ in served]
    known = await repository.list_servable(ctx, {goal["serves"] for _, goal in served})
    found = []
    for pointer, goal in served:
        if why := _why_not(ids := known.get(goal["serves"], [])):
            found.append(fault(pointer, why, NothingToServe.code))
        else:
            goal["serves"] = str(ids[0])
    return found


def _why_not(ids: Iterable[UUID]) -> str | None:
    count = len(list(ids))
    if count == 1:
        return None
    return (
        Words(
            "several plans have a goal of this code: give its id",
            es="varios planes tienen una meta con este código: indique su id",
        )
        if count
        else Words("no published plan of the district has it", es="ningún plan publicado del distrito la tiene")
    )
