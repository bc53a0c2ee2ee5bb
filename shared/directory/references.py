"""References to staff and schools; in partners the directory's tables are views of its own."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference


def called_in_sql(person: str) -> str:
    """SQL of what somebody is called whose row of `directory_staff` is called `person`."""
    return f"concat_ws(' ', {person}.given_name, {person}.family_name)"


STAFF = Named("directory_staff", called_in_sql("named"))
SCHOOL = Named("directory_schools")

StaffReference = Annotated[Reference, STAFF]
SchoolReference = Annotated[Reference, SCHOOL]
