"""Why each message is its reader's: the reasons messages keep, which `shared/directory/wording.py` puts into words."""

from uuid import UUID

from services.notifications.messages.messages.acting import NextToAct
from services.notifications.messages.messages.names import Names
from services.notifications.messages.messages.shared_facts import WhyFacts
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.events.next_to_act import Because

OWNER = WhyFacts(code=Because.OWNER)
FORMER_OWNER = WhyFacts(code=Because.FORMER_OWNER)
POOLED = WhyFacts(code=Because.POOL)
AUTHOR = WhyFacts(code=Because.AUTHOR)
RAISED = WhyFacts(code=Because.RAISED)
ASSIGNED = WhyFacts(code=Because.ASSIGNED)
MENTIONED = WhyFacts(code=Because.MENTIONED)
WATCHING = WhyFacts(code=Because.WATCHING)
ADDRESSED = WhyFacts(code=Because.ADDRESSED)
#: Of what nobody owns.
COORDINATING = WhyFacts(code=Because.ROLE, role=DISTRICT_COORDINATOR)


def by_role(role: str, names: Names, school_id: UUID | None = None) -> WhyFacts:
    """By a role somebody holds, at a school or for the district."""
    return WhyFacts(code=Because.ROLE, role=role, school_name=names.get(school_id))


def given_by(person_id: UUID | None, names: Names) -> WhyFacts:
    """By a colleague, or by a system of the district's."""
    return WhyFacts(code=Because.GIVEN, person_name=names.get(person_id)) if person_id else OWNER


def covering(person_id: UUID, names: Names, school_id: UUID | None = None) -> WhyFacts:
    """For somebody who is absent."""
    return WhyFacts(code=Because.COVER, person_name=names.get(person_id), school_name=names.get(school_id))


def of_next(one: NextToAct, names: Names) -> WhyFacts:
    """As the service that named them says."""
    return WhyFacts(
        code=one.because,
        role=one.role,
        school_name=names.get(one.school_id),
        person_name=names.get(one.covers_id),
    )
