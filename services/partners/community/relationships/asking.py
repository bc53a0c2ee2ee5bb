"""Whom a relationship asks for something: its owner to be in touch, or whoever heads its place to name an owner."""

from typing import Any

from services.partners.asking.asked_work.service import ASKING
from services.partners.community.relationships.tables import RelationshipHealth, RelationshipRow
from shared.asked_work.events import Wish
from shared.auth.profiles import DISTRICT_COORDINATOR, PRINCIPAL
from shared.context.context import Context

ORIGIN = "relationship"
#: The school days within which somebody is in touch, or named.
SCHOOL_DAYS = 5


async def ask(ctx: Context, row: RelationshipRow) -> None:
    """Ask for what it needs as it stands, or for nothing any more."""
    link = f"/v1/relationships/{row.id}"
    common: dict[str, Any] = {"school_id": row.school_id, "school_days": SCHOOL_DAYS, "text_values": {}, "link": link}
    if row.health is RelationshipHealth.STALE:
        wish = Wish(**common, person_id=row.owner_id, text_code="relationship.be_in_touch")
    elif row.health is RelationshipHealth.UNOWNED:
        head = PRINCIPAL if row.school_id else DISTRICT_COORDINATOR
        wish = Wish(**common, role=head, text_code="relationship.name_owner")
    else:
        over = row.health is RelationshipHealth.ENDED
        return await ASKING.settle(ctx, ORIGIN, row.id, "dropped" if over else "done")
    await ASKING.ask(ctx, ORIGIN, row.id, wish)
