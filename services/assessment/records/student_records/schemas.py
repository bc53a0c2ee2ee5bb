"""Small types of what is told of students."""

from typing import Annotated

from pydantic import StringConstraints

from shared.schemas import Reference

Grade = Annotated[str, StringConstraints(pattern=r"^(IT|PR|PK|TK|KG|0[1-9]|1[0-3]|PS|UG|Other)$")]


class AttendedSchool(Reference):
    """A school a student attends today; `primary`: it is the one in `school`."""

    primary: bool
