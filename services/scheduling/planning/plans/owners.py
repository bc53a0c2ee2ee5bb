"""Who an activity is asked of, as callers say it."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared import teams

OWNER = re.compile(f"^(?:[a-z][a-z0-9_]{{1,39}}|{teams.FORM})$")


def _known(owner: str) -> str:
    if OWNER.fullmatch(owner) is None:
        words = "a role is written by its code; a team is one of {teams}, or team: and its id"
        named = {"teams": ", ".join(map(teams.by_kind, teams.NAMED))}
        raise PydanticCustomError("literal_error", words, named)
    return owner


OwnerRole = Annotated[
    str,
    AfterValidator(_known),
    Field(
        description="A role; or in its place a team, whose leader then answers for it and whose other members share it: "
        "`team:attendance` is the attendance team of each place, `team:` with an id one team of the district.",
        json_schema_extra={"pattern": OWNER.pattern},
        examples=["principal", "team:attendance"],
    ),
]
