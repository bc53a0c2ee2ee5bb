"""Whose day it is, and what of the district they may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from services.scheduling.permissions import POLICY
from services.scheduling.views.my_day.about import about_asked, about_task
from services.scheduling.views.my_day.repository import LISTS, MY_DAY, OF_CALLER
from services.scheduling.work.tasks.may import MAY
from shared.about import AboutKind, FrontEnd, about_thing
from shared.context.context import Context
from shared.directory.wording import FALLBACK, Why, say_why
from shared.errors import PeopleOnly
from shared.events.next_to_act import Because
from shared.saying import spoken
from shared.texts.words import Words

#: What of a task's reasons says whose it is.
BECAUSE = {
    "owner": Because.OWNER,
    "covering": Because.COVER,
    "responsible": Because.RESPONSIBLE,
    "waiting_for_you": Because.ASSIGNED,
    "mentioned": Because.MENTIONED,
    "to_take": Because.ROLE,
    "watched": Because.WATCHING,
}


async def read(ctx: Context) -> bytes:
    """The caller's day as JSON, each row with why it is theirs, in words. Raises `PeopleOnly` for machine clients."""
    if ctx.principal.staff_id is None:
        raise PeopleOnly(
            Words(
                "A machine client has no day; ask GET /v1/tasks with owner_id.",
                es="Un cliente automático no tiene día; consulte GET /v1/tasks con owner_id.",
            )
        )
    theirs = MAY.values(ctx.principal, ctx.now)
    held = {role.school_id for role in ctx.principal.roles}
    found = await ctx.read(
        MY_DAY,
        ctx.principal.staff_id,
        ctx.now.isoformat(),
        _array(POLICY.schools(ctx, "tasks:read")),
        _array(None if None in held else (school_id for school_id in held if school_id)),
        "plans:read" in ctx.principal.scopes,
        "barriers:read" in ctx.principal.scopes,
        *(theirs[name] for name in OF_CALLER),
        keep_plan=True,
    )
    return orjson.dumps(_said(orjson.loads(found), ctx.settings.front_end_url))


def _said(day: dict[str, Any], front_end_url: str) -> dict[str, Any]:
    language, called = day.pop("language") or FALLBACK, day.pop("role_names")
    front_end = FrontEnd(day.pop("front_end"), front_end_url)
    for row in day["asked_of_you"]:
        row["about"] = about_asked(row, row.pop("number"), front_end)
        school, person, role = row.pop("school"), row.pop("person"), row.pop("role")
        why = Why(Because(row["because"]), role, _name(school), _name(person), role_names=called.get(role))
        row["because"] = say_why(why, language)
    for name in LISTS:
        for task in day[name]:
            task["about"] = about_task(task, front_end)
            theirs = say_why(_of_task(task, task.pop("owed_as"), called), language)
            task["because"] = "; ".join([theirs, *_made(task["origin"]["because"], language)])
    for note in day["own_notes"]:
        note["about"] = about_thing(AboutKind.OWN_NOTE, note["id"], None, front_end)
    return day


def _of_task(task: dict[str, Any], role: str | None, called: dict[str, dict[str, str]]) -> Why:
    reason = next(one for one in task["reasons"] if one["why"] in BECAUSE)
    because = BECAUSE[reason["why"]]
    if because in (Because.OWNER, Because.ROLE) and role:
        return Why(Because.ROLE, role, _name(task["school"]), role_names=called.get(role))
    if because is Because.OWNER and task["given_by"] and task["given_by"] != task["owner"]:
        return Why(Because.GIVEN, person=_name(task["given_by"]))
    return Why(because, person=_name(reason["person"]))


def _made(because: dict[str, str] | None, language: str) -> list[str]:
    """Why a rule made it, if one did."""
    return [because[spoken(language)]] if because else []


def _name(reference: dict[str, Any] | None) -> str | None:
    return reference["name"] if reference else None


def _array(ids: Iterable[UUID] | None) -> str | None:
    """The ids as PostgreSQL writes an array; None is everything."""
    return None if ids is None else "{" + ",".join(map(str, ids)) + "}"
