"""Wire models of the district."""

from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from shared.web.schemas import Body, Moment, Reply, ShortText

# Python knows a few names that are no zones, and PostgreSQL does not know them.
ZONES = available_timezones() - {"localtime", "Factory", "posixrules"}


def _known_zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError("not an IANA time zone such as America/Detroit")
    return name


Zone = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(_known_zone)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class District(Reply):
    """The caller's district."""

    id: UUID = Field(validation_alias="district_id")
    name: str
    timezone: str
    language: str
    version: int
    updated_at: Moment


class DistrictUpdate(Body):
    """A merge patch."""

    name: ShortText = Field(default="")
    timezone: Zone = Field(default="", description="IANA name; school days are dates in this zone.")
    language: Language = Field(default="", description="BCP 47; the language of messages when a person has none.")
