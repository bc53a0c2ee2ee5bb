"""Events of relationships: ids, days and how they stand, never what was said."""

from datetime import date
from uuid import UUID

from shared.events.event import Event


class RelationshipRecorded(Event, type="partners.relationship.recorded.v1", subject="relationships/{relationship_id}"):
    """A relationship as it now stands."""

    relationship_id: UUID
    school_id: UUID | None
    is_with: str
    organization_id: UUID | None
    colleague_id: UUID | None
    owner_id: UUID | None
    next_step_on: date | None
    last_contact_on: date | None
    health: str
    ended_on: date | None
    version: int


class RelationshipStale(Event, type="partners.relationship.stale.v1", subject="relationships/{relationship_id}"):
    """Nobody has been in touch for longer than the district's rules allow, or its next step is long past."""

    relationship_id: UUID
    school_id: UUID | None
    organization_id: UUID | None
    owner_id: UUID | None
    stale_since: date
    version: int
