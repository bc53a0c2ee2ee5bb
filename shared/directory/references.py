"""References to staff, schools and whoever acted; in partners the directory's tables are views of its own."""

from typing import Annotated

from shared.context.references import Acting, Named
from shared.schemas import Actor, Reference


def called_in_sql(person: str) -> str:
    """SQL of what somebody is called whose row of `directory_staff` is called `person`."""
    return f"concat_ws(' ', {person}.given_name, {person}.family_name)"


STAFF = Named("directory_staff", called_in_sql("named"), of_people=True)
SCHOOL = Named("directory_schools")
CLIENT = Named("directory_clients")
ACTOR = Acting((("person", STAFF), ("client", CLIENT)))

StaffReference = Annotated[Reference, STAFF]
SchoolReference = Annotated[Reference, SCHOOL]
ActorReference = Annotated[Actor, ACTOR]
