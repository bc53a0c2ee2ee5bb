"""Events of machine clients."""

from uuid import UUID

from shared.events.event import Event


class ClientRecorded(Event, type="partners.client.recorded.v1", subject="clients/{client_id}"):
    """A machine client is called so: whatever it does is said with its name. What it may do is in no event."""

    client_id: UUID
    name: str
    version: int
