"""Wire models of the district."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.schemas import ABSENT, Language, Moment, Patch, Reply, ShortText, Zone


class District(Reply):
    """The caller's district."""

    id: UUID = Field(validation_alias="district_id")
    name: str
    timezone: str
    language: str
    version: int
    updated_at: Moment


class DistrictUpdate(Patch):
    """A merge patch."""

    name: ShortText = ABSENT
    timezone: Annotated[Zone, Field(description="IANA name; school days are dates in this zone.")] = ABSENT
    language: Annotated[Language, Field(description="BCP 47; the language of messages when a person has none.")] = (
        ABSENT
    )
