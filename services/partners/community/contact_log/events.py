"""Events of the contact log: that somebody was in touch, never what was said."""

from datetime import date
from uuid import UUID

from shared.events.event import Event
from shared.events.provable import Provable

LOGGED = Provable(
    right="relationships:write",
    fields={"way": ()},
    person="by_id",
    day="happened_on",
    said={"en": "somebody was in touch with a partner{place}", "es": "alguien se comunicó con una organización{place}"},
    withdrawn_by=("partners.contact.withdrawn.v1",),
)


class ContactLogged(Event, type="partners.contact.logged.v1", subject="contact-log/{contact_log_id}", provable=LOGGED):
    """Somebody was in touch."""

    contact_log_id: UUID
    relationship_id: UUID
    school_id: UUID | None
    organization_id: UUID | None
    by_id: UUID | None
    way: str
    happened_on: date
    version: int


class ContactWithdrawn(Event, type="partners.contact.withdrawn.v1", subject="contact-log/{contact_log_id}"):
    """It was not so after all."""

    contact_log_id: UUID
    relationship_id: UUID
    school_id: UUID | None
