"""A student with an alias, a second row of the same child, and what a roster proposes."""

from tests.assessment import bundles
from tests.assessment.roster.roster_imports.factories import change, row_of
from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

AFTER = ("roster.students",)
#: They take no version of a student: what they change is more than the row.
UNVERSIONED = {
    **dict.fromkeys(("add_student_alias", "merge_students", "split_students"), "changes more than one row"),
    **dict.fromkeys(("remove_student_alias", "dismiss_student_match"), ENDS),
}


def bodies(things: dict[str, str]) -> dict[str, object]:
    """What the calls take."""
    two = {"student_id": things["second_student_id"], "reason": "same child"}
    alias = {"source": "nurse", "source_id": "N-2"}
    return {
        "add_student_alias": alias,
        "add_student_aliases": {"items": [{"student_id": things["student_id"], "source": "nurse", "source_id": "N-3"}]},
        "merge_students": two,
        "split_students": two,
    }


async def seed(world: World) -> None:
    student = world.things["student_id"]
    path = f"/v1/students/{student}/aliases"
    world.things["alias_id"] = await world.made(path, {"source": "nurse", "source_id": "N-1"})
    names = {"given_name": "Gina", "family_name": "Again"}
    reply = await world.machine.put("/v1/students/nurse/second", json=names)
    world.things["second_student_id"] = reply.json()["id"]
    changed = row_of("users", "000001", sourcedId="S-1")
    changed |= {"roles": [bundles.role("S-1", "student", "s1")]}
    await bundles.run(world.service, world.district_id, change(changed))
    (match,) = await bundles.items(world.service, world.district_id, "/v1/student-matches")
    world.things["match_id"] = match["id"]
