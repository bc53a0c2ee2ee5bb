"""Somebody of each role to sign in as, and the application they sign in to."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from deploy.local.story import Story
from shared.auth.scopes import SCOPES

OFFICE = ("executive_leader", "district_coordinator", "district_team_member", "data_manager")
SCHOOL = ("principal", "school_coordinator", "counselor", "mentor", "teacher")
#: Systems' own; no page needs them.
NOT_FOR_PAGES = ("scim:write", "roster:write")


@dataclass(frozen=True)
class Named:
    """Somebody of the sandbox, by the user name to sign in with."""

    username: str
    name: str
    place: str
    sub: str
    sourced_id: str
    groups: list[str]
    staff_id: str

    def user(self) -> dict[str, Any]:
        """As the provider knows them."""
        return {"username": self.username, "sub": self.sub, "sourced_id": self.sourced_id, "groups": self.groups}

    def facts(self) -> dict[str, Any]:
        """To be kept in a file."""
        return asdict(self)


def named(story: Story) -> list[Named]:
    """One person a role: the office's, and those of the school where the most of them have work."""
    office = {role: story.people.get(role) or story.credentials(role) for role in OFFICE}
    found = {role: (caller.name, "the district") for role, caller in office.items()}
    held = story.admin.all("partners", "/v1/role-assignments", held_on=str(story.today))
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], overdue=True, unowned=False)
    late = Counter(task["owner"]["id"] for task in tasks)
    here: dict[str, dict[str, list[str]]] = {}
    for entry in held:
        if entry["school"] and entry["role"] in SCHOOL:
            here.setdefault(entry["school"]["id"], {}).setdefault(entry["role"], []).append(entry["staff"]["id"])
    school = max(
        sorted(here, key=lambda id_: story.schools[id_]["local_code"]),
        key=lambda id_: (len(here[id_]), sum(bool(late[who]) for holders in here[id_].values() for who in holders)),
    )
    taken = {staff_id for staff_id, _ in found.values()}
    for role in SCHOOL:
        free = [who for who in here[school].get(role, ()) if who not in taken]
        if free:
            chosen = min(free, key=lambda who: (-late[who], story.order(who)))
            taken.add(chosen)
            found[role] = (chosen, story.schools[school]["name"])
    return [_named(story, role, staff_id, place) for role, (staff_id, place) in found.items()]


def _named(story: Story, role: str, staff_id: str, place: str) -> Named:
    claims = story.members[staff_id].claims()
    return Named(role.replace("_", "-"), story.name(staff_id), place, staff_id=staff_id, **claims)


def register(story: Story, port: int) -> dict[str, Any]:
    """The application of a front end on this machine, at this port."""
    origins = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
    wish = {
        "name": "A front end on this machine",
        "origins": origins,
        "redirect_uris": [f"{origin}{path}" for origin in origins for path in ("/", "/signed-in")],
        "post_logout_redirect_uris": [f"{origin}/" for origin in origins],
        "scopes": [scope for scope in SCOPES if scope not in NOT_FOR_PAGES],
    }
    return dict(story.admin.post("partners", "/v1/applications", wish))
