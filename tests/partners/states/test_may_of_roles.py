"""What a role somebody holds says its caller may do is what they can do: by the district, and at its school."""

from uuid import UUID

from services.partners.directory.roles import transitions as of_roles
from shared.ids import new_id
from tests.isolation.giving import TAKEN_BACK, World
from tests.partners.states.may import callers, calling
from tests.states.may import Held, hold, listed

#: What makes a role given by hand at Oak another.
OTHERWISE = {
    "by hand": "",
    "of the roster": "granted_by = 'roster'",
    "of a sign-in": "granted_by = 'sign_on'",
    "over": "ends_on = '2026-09-02'",
    "far-reaching": "role = 'data_manager', school_id = null",
    "a principal's": "role = 'principal'",
    "for the district": "school_id = null",
}


async def test_what_may_be_done_to_a_held_role_is_what_can_be_done(world: World) -> None:
    held = Held()
    for about, otherwise in OTHERWISE.items():
        holder = await world.staff()
        id_ = await world.role(holder, "counselor", world.oak)
        if otherwise:
            await world.partners.sql(f"update role_assignments set {otherwise} where id = $1", UUID(id_))
        url, there = f"/v1/role-assignments/{id_}", f"/v1/schools/{world.oak}/role-assignments/{id_}"
        ending = {"ends_on": "2026-09-02"}
        tries = {
            "change": calling("PATCH", url, json=ending),
            "revoke": calling("POST", f"{url}/revoke", json=TAKEN_BACK),
            "change_at_school": calling("PATCH", there, json=ending),
            "revoke_at_school": calling("POST", f"{there}/revoke", json=TAKEN_BACK),
        }
        people = callers(
            world,
            holder=world.person(holder, [("data_manager", None)]),
            holding_principal=world.person(holder, [("principal", world.oak)]),
            both=world.person(new_id(), [("data_manager", None), ("principal", world.oak)]),
            cover=world.person(
                new_id(),
                [("teacher", world.oak)],
                held=[{"role": "principal", "school_id": world.oak, "covering": str(new_id())}],
            ),
            administrator=world.person(new_id(), [("school_administrator", world.oak)]),
        )
        await hold(people, listed("/v1/role-assignments", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_roles.TRANSITIONS}) == set()
