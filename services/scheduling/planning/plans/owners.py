"""Who an activity is asked of, as callers say it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared import teams
from shared.auth import profiles

OWNER = "|".join((*profiles.CODES, teams.FORM))
OwnerRole = Annotated[
    str,
    StringConstraints(pattern=f"^(?:{OWNER})$"),
    Field(
        description="A role; or in its place a team, whose leader then answers for it and whose other members share it: "
        "`team:attendance` is the attendance team of each place, `team:` with an id one team of the district.",
        examples=["principal", "team:attendance"],
    ),
]
