"""Wire models of the district."""

from uuid import UUID

from pydantic import Field

from shared.web.schemas import Body, Language, Moment, Reply, ShortText, Zone


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
