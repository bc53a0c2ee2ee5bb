"""Somebody's session at a front end."""

from uuid import UUID

from tests.isolation.answers import ENDS, NONE_SEEDED, OF_THEIRS, TAKES
from tests.isolation.seeds import World
from tests.partners.access.sign_ins import factories

AFTER = ("access.applications", "directory.staff")
NO_LIST = {"list_sign_in_refusals": NONE_SEEDED}
UNVERSIONED = {"end_sign_in_session": ENDS}
GIVES_NOTHING = {"end_sign_in_session": TAKES}
TO_MENTORS = {"list_sign_in_sessions": OF_THEIRS}


async def seed(world: World) -> None:
    person, application = (UUID(world.things[name]) for name in ("staff_id", "application_id"))
    session = await factories.session(world.service, world.district_id, person, application_id=application)
    world.things["session_id"] = str(session)
