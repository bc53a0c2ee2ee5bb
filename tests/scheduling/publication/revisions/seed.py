"""A revision of the plan, still a draft."""

from tests.isolation.answers import A_PERSON_ANSWERS, LEADING, REACHED
from tests.isolation.seeds import World

AFTER = ("planning.plans",)
BODIES = {"approve_revision": {"content_hash": "0" * 64}, "change_revision": {"title": "x"}}
COMMON = ("number",)
BY_PERSON = {"approve_revision": A_PERSON_ANSWERS, "submit_revision": A_PERSON_ANSWERS}
ANSWERED = {"list_revisions": (LEADING, REACHED)}


async def seed(world: World) -> None:
    path = f"/v1/plans/{world.things['plan_id']}/revisions"
    revision = await world.district.author.post(path, json={"note": "x"})
    world.things["number"] = str(revision.json()["number"])
