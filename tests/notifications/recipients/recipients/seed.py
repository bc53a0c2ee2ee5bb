"""An address that bounced."""

from shared.ids import new_id
from tests.isolation.answers import ENDS
from tests.isolation.seeds import World

UNVERSIONED = {"lift_suppressed_address": ENDS}


async def seed(world: World) -> None:
    id_ = new_id()
    await world.service.sql(
        """insert into suppressed_addresses (district_id, id, address, reason, smtp_code, since,
        created_at, updated_at, created_by, updated_by, version)
        values ($1, $2, 'a@example.org', 'x', 550, now(), now(), now(), 'x', 'x', 1) returning id""",
        world.district_id,
        id_,
    )
    world.things["suppression_id"] = str(id_)
