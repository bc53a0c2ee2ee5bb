"""A roster brings what the district lets it bring, to nobody who sent it, and says what it left out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.ids import new_id
from shared.testing.calls import Service, assert_refused
from tests.partners.factories import listed_staff, set_up

LISTED = "assessment.staff.listed.v1"
IMPORT = new_id()


class Roster:
    """A district whose roster lists people for the whole district."""

    def __init__(self, partners: Service, district_id: UUID) -> None:
        self.partners, self.id, self.sent = partners, district_id, 0
        self.machine = partners.machine(district_id)

    async def lists(self, source_id: str, *roles: str, by: Any = None) -> UUID:
        """The SIS lists somebody with these roles alone; returns who they are."""
        self.sent += 1
        moment = datetime.now(UTC) + timedelta(minutes=self.sent)
        person = listed_staff(self.id, source_id, [(f"{source_id}-{role}", role, None) for role in roles])
        facts = {"listed_at": moment, "sent_by": by, "import_id": IMPORT, "staff": [person]}
        await self.partners.receive(self.id, (LISTED, facts))
        return UUID(str(person["staff_id"]))

    async def held(self, person: UUID) -> list[str]:
        """The roles somebody holds without an end."""
        rows = (await self.machine.get("/v1/role-assignments", params={"staff_id": str(person)})).json()["items"]
        return sorted(row["role"] for row in rows if row["ends_on"] is None)

    async def left_out(self, person: UUID) -> list[tuple[str, str]]:
        """(role, why) of what the roster lists for somebody and did not bring."""
        query = {"staff_id": str(person)}
        rows = (await self.machine.get("/v1/roster-roles/left-out", params=query)).json()["items"]
        assert {row["import_id"] for row in rows} <= {str(IMPORT), None}
        return sorted((row["role"], row["reason"]) for row in rows)

    async def let(self, *roles: str) -> None:
        """The operator's client lets it bring these."""
        version = (await self.machine.get("/v1/roster-roles")).json()["version"]
        headers = {"If-Match": f'"{version}"'}
        reply = await self.machine.put("/v1/roster-roles", json={"roles": list(roles)}, headers=headers)
        assert reply.status_code == 200, reply.text

    async def audited(self, action: str) -> list[tuple[str, list[str]]]:
        """(rows, reasons) of such entries."""
        rows = await self.partners.sql(
            "select rows::text, reason from audit_entries where district_id = $1 and action = $2 order by id",
            self.id,
            action,
        )
        return [(row["rows"], row["reason"]) for row in rows]


async def begun(partners: Service, district_id: UUID) -> Roster:
    """Set up."""
    await set_up(partners, district_id)
    return Roster(partners, district_id)


async def test_unless_the_district_lets_it_a_roster_brings_roles_of_schools_alone(
    partners: Service, district_id: UUID
) -> None:
    roster = await begun(partners, district_id)
    person = await roster.lists(
        "a", "teacher", "districtAdministrator", "systemAdministrator", "ext:district_coordinator"
    )
    assert await roster.held(person) == ["teacher"]
    assert await roster.left_out(person) == [
        (role, "not_let") for role in ("data_manager", "district_coordinator", "executive_leader")
    ]


async def test_each_grant_stands_in_the_audit_with_its_import(partners: Service, district_id: UUID) -> None:
    roster = await begun(partners, district_id)
    person = await roster.lists("a", "teacher", "districtAdministrator")
    ((rows, reasons),) = await roster.audited("role_granted")
    assert (str(person) in rows, reasons) == (True, [f"roster import {IMPORT}", "teacher"])
    ((rows, reasons),) = await roster.audited("role_left_out")
    assert (str(person) in rows, reasons) == (True, [f"roster import {IMPORT}", "executive_leader"])
    await roster.lists("a", "teacher", "districtAdministrator")
    assert len(await roster.audited("role_granted")) == 1, "what was held already is no grant"


async def test_what_was_left_out_is_brought_once_it_is_let_and_ends_when_it_is_not(
    partners: Service, district_id: UUID
) -> None:
    roster = await begun(partners, district_id)
    person = await roster.lists("a", "teacher", "districtAdministrator")
    await roster.let("teacher", "executive_leader")
    assert (await roster.held(person), await roster.left_out(person)) == (["executive_leader", "teacher"], [])
    await roster.let("teacher")
    assert await roster.held(person) == ["teacher"]
    assert await roster.left_out(person) == [("executive_leader", "not_let")]
    await roster.lists("a", "teacher", "districtAdministrator")
    assert await roster.left_out(person) == [("executive_leader", "not_let")]
    await roster.let("teacher", "executive_leader")
    assert await roster.held(person) == ["executive_leader", "teacher"]


async def test_to_let_it_bring_a_far_reaching_role_takes_two(partners: Service, district_id: UUID) -> None:
    roster = await begun(partners, district_id)
    person = await roster.lists("a", "districtAdministrator")
    manager = partners.person(district_id, new_id(), ("data_manager", None))
    wish = {"roles": ["teacher", "executive_leader"]}
    first = {"If-Match": '"0"'}
    asked = await manager.put("/v1/roster-roles", json=wish, headers=first)
    assert asked.status_code == 202
    assert await roster.held(person) == []
    fewer = await manager.put("/v1/roster-roles", json={"roles": ["teacher", "mentor"]}, headers=first)
    assert fewer.status_code == 200, "one alone lets it bring roles of schools"
    leader = partners.person(district_id, new_id(), ("executive_leader", None))
    path = f"/v1/grant-proposals/{asked.json()['id']}/confirm"
    assert_refused(await leader.post(path), 412, "stale")
    again = await manager.put("/v1/roster-roles", json=wish, headers={"If-Match": '"1"'})
    assert (await leader.post(f"/v1/grant-proposals/{again.json()['id']}/confirm")).status_code == 200
    assert await roster.held(person) == ["executive_leader"]


async def test_one_persons_list_brings_nobody_a_far_reaching_role_and_takes_none(
    partners: Service, district_id: UUID
) -> None:
    roster = await begun(partners, district_id)
    await roster.let("teacher", "executive_leader")
    holder = await roster.lists("a", "districtAdministrator")
    me = new_id()
    assert await roster.lists("a", "districtAdministrator", by=me) == holder
    other = await roster.lists("b", "teacher", "districtAdministrator", by=me)
    assert (await roster.held(holder), await roster.held(other)) == (["executive_leader"], ["teacher"])
    assert await roster.left_out(other) == [("executive_leader", "sent_by_a_person")]


async def test_what_somebody_listed_for_themselves_stays_left_out_whatever_is_let_later(
    partners: Service, district_id: UUID
) -> None:
    roster = await begun(partners, district_id)
    me = await roster.lists("me", "teacher")
    await roster.lists("me", "teacher", "districtAdministrator", by=me)
    await roster.let("teacher", "executive_leader")
    assert await roster.held(me) == ["teacher"]
    assert await roster.left_out(me) == [("executive_leader", "to_sender")]


async def stands(roster: Roster, path: str, person: Any) -> list[dict[str, Any]]:
    """What says where the roster lists somebody's roles."""
    rows = (await roster.machine.get(path, params={"staff_id": str(person)})).json()["items"]
    names = ("role", "import_id", "import_file", "import_row", "import_client")
    return sorted(({name: row[name] for name in names} for row in rows), key=lambda row: row["role"])


async def test_each_role_says_by_which_row_of_which_import_it_came(partners: Service, district_id: UUID) -> None:
    roster = await begun(partners, district_id)
    wish = {"name": "SIS", "scopes": ["directory:read"]}
    client = (await roster.machine.post("/v1/clients", json=wish)).json()
    held = [("r1", "teacher", None), ("r2", "districtAdministrator", None)]

    async def sent(import_id: UUID, *rows: int, **more: Any) -> Any:
        person = listed_staff(district_id, "a", held)
        for role, row in zip(person["roles"], rows, strict=False):
            role |= {"row": row, **more}
        roster.sent += 1
        facts = {"listed_at": datetime.now(UTC) + timedelta(minutes=roster.sent), "import_id": import_id}
        facts |= {"client_id": client["id"], "roles_file": "roles", "staff": [person]}
        await partners.receive(district_id, (LISTED, facts))
        return person["staff_id"]

    first, second = new_id(), new_id()
    person = await sent(first, 7, 8, ends_on="2027-06-11")
    by = {"import_file": "roles", "import_client": {"id": client["id"], "name": "SIS"}}
    told = {**by, "import_id": str(first)}
    assert await stands(roster, "/v1/role-assignments", person) == [{"role": "teacher", "import_row": 7, **told}]
    left = {"role": "executive_leader", "import_row": 8, **told}
    assert await stands(roster, "/v1/roster-roles/left-out", person) == [left]
    # Listed again, elsewhere in the file, it is what was brought before.
    await sent(second, 17, 18, ends_on="2027-06-11")
    assert await stands(roster, "/v1/role-assignments", person) == [{"role": "teacher", "import_row": 7, **told}]
    # It gives more than it did: that is the later import's.
    await sent(second, 17, 18, ends_on="2027-07-11")
    told["import_id"] = str(second)
    assert await stands(roster, "/v1/role-assignments", person) == [{"role": "teacher", "import_row": 17, **told}]
    # What was left out and is let in came by the row that listed it.
    await roster.let("teacher", "executive_leader")
    (found, _) = await stands(roster, "/v1/role-assignments", person)
    assert found == {"role": "executive_leader", "import_row": 18, **told}


async def test_a_role_whose_row_is_not_known_says_so(partners: Service, district_id: UUID) -> None:
    roster = await begun(partners, district_id)
    person = await roster.lists("a", "teacher")
    (found,) = await stands(roster, "/v1/role-assignments", person)
    assert found == {
        **{"role": "teacher", "import_id": str(IMPORT)},
        **{"import_file": None, "import_row": None, "import_client": None},
    }
