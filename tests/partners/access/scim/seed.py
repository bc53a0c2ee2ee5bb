"""A User and a Group. What SCIM says of itself everybody may read: only what is not there can be a stranger's."""

from services.partners.access.scim.schemas import GROUP, USER
from tests.isolation.answers import EVERYBODY, READ_BY_ALL, SCIM
from tests.isolation.seeds import World

BODIES = {
    "replace_scim_user": {"userName": "x"},
    "change_scim_user": {"Operations": [{"op": "replace", "path": "title", "value": "x"}]},
    "replace_scim_group": {"displayName": "Others"},
    "change_scim_group": {"Operations": [{"op": "replace", "path": "displayName", "value": "x"}]},
}
COMMON = ("scim_user_id",)
NO_LIST = {
    "read_scim_config": SCIM,
    "list_scim_schemas": SCIM,
    "list_scim_resource_types": SCIM,
    "refuse_scim_me": "nothing",
}
ANSWERED = {
    "read_scim_config": (EVERYBODY, SCIM),
    "list_scim_schemas": (EVERYBODY, SCIM),
    "list_scim_resource_types": (EVERYBODY, SCIM),
    "refuse_scim_me": (EVERYBODY, SCIM),
}
UNVERSIONED = {"refuse_scim_me": "changes nothing"}
GIVES_NOTHING = {"refuse_scim_me": "changes nothing"}
TO_MENTORS = {
    "read_scim_config": READ_BY_ALL,
    "list_scim_schemas": READ_BY_ALL,
    "list_scim_resource_types": READ_BY_ALL,
    "read_scim_schema": "there is none by that name, whoever asks",
    "read_scim_resource_type": "there is none by that name, whoever asks",
    "refuse_scim_me": "refused to everybody",
}


async def seed(world: World) -> None:
    user, group = (
        {"schemas": [USER], "userName": "a@example.org"},
        {"schemas": [GROUP], "displayName": "Staff"},
    )
    world.things["scim_user_id"] = await world.made("/scim/v2/Users", user)
    world.things["scim_group_id"] = await world.made("/scim/v2/Groups", group)
    world.things |= {"scim_schema": "nobodys", "scim_resource_type": "nobodys"}
