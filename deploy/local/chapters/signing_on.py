"""The district connects its identity provider: who signs in, by which proof, and which roles its groups give them."""

from datetime import UTC, datetime

from deploy.local.callers import Refused
from deploy.local.sign_on import GROUPS, Member, Person
from deploy.local.story import PERSON_SCOPES, Story

#: A group of the provider, and the district role a rule makes of it where the roster gives that role to nobody.
LEADERS = {"district_coordinator": "MTSS District Coordinators", "executive_leader": "Cabinet"}


def play(story: Story) -> None:
    """District IT registers its provider and its rules, looks at what they would do, and the two leaders sign in."""
    story.report.step(f"District IT connects its identity provider; people sign in ({story.sign_on.kind})")
    leaders = _leaders(story)
    groups = {staff_id: (LEADERS[role],) for role, staff_id in leaders.items()}
    members = [
        Member(staff_id, str(person["source_id"]), groups.get(staff_id, ()))
        for staff_id, person in story.staff.items()
        if person["source_id"]
    ]
    story.members = {member.staff_id: member for member in members}
    stranger = Member("", "nobody-of-ours")
    provider = story.sign_on.connect(story.admin, [*members, stranger], PERSON_SCOPES)
    story.report.asked(
        "POST /v1/identity-providers", f"{provider['name']}: signing keys read: {len(provider['key_ids'])}"
    )
    for position, (role, group) in enumerate(LEADERS.items()):
        condition = {"claim": GROUPS, "operator": "contains", "values": [group]}
        rule = {
            "provider_id": provider["id"],
            "position": position,
            "when": [condition],
            "role": role,
            "school": "district",
        }
        story.admin.post("partners", "/v1/claim-rules", rule)
        story.report.asked("POST /v1/claim-rules", f"group {group} → {role}")
    _explain(story, provider["id"], story.members[leaders["district_coordinator"]])
    began = datetime.now(UTC)
    for role, staff_id in leaders.items():
        story.people[role] = story.person(staff_id)
        story.people[role].get("partners", "/v1/district")
        story.report.line(f"{story.name(staff_id)} signed in: {role}, as the provider's group says")
    story.wait(began)
    _turn_away(story, Person(story.stack, story.sign_on, stranger))


def _leaders(story: Story) -> dict[str, str]:
    """Two people who hold no role yet at a school, else the last of all."""
    found: dict[str, str] = {}
    busy = {entry["staff"]["id"] for entry in story.roles if entry["school"]}
    known = [id_ for id_, person in story.staff.items() if person["source_id"] and person["active"]]
    for role in LEADERS:
        held = [e["staff"]["id"] for e in story.roles if e["role"] == role and e["school"] is None]
        free = sorted(set(held) - set(found.values()), key=story.order)
        others = sorted(set(known) - busy - set(found.values()), key=story.order) or sorted(known, key=story.order)
        found[role] = (free or others)[-1]
    return found


def _explain(story: Story, provider_id: str, member: Member) -> None:
    """What a token would become, before anybody signs in."""
    claims = member.claims()
    url = f"/v1/identity-providers/{provider_id}/explain"
    found = story.admin.post("partners", url, {"claims": claims})
    story.outcome["explained"] = found
    roles = ", ".join(held["role"] for held in found["roles"])
    story.report.asked(
        "POST /v1/identity-providers/{id}/explain",
        f"this token would become {found['staff']['name']} ({found['found_by']}): {roles}",
    )
    for granted in found["rules"]["granted"]:
        story.report.line(f"{granted['role']} because {granted['because']}")


def _turn_away(story: Story, stranger: Person) -> None:
    """Somebody the provider knows and the district's directory does not gets nothing."""
    try:
        stranger.get("partners", "/v1/district")
    except (Refused, RuntimeError) as refused:
        story.report.asked("somebody the roster does not list", str(refused).partition(": ")[2])
        story.outcome["stranger"] = str(refused)
    else:
        raise RuntimeError("a stranger signed in")
