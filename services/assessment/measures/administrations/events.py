"""Events of administrations."""

from datetime import date
from uuid import UUID

from shared.events.event import Event, Part


class AdministrationOpened(
    Event, type="assessment.administration.opened.v1", subject="administrations/{administration_id}"
):
    """A school has started an administration of an instrument."""

    administration_id: UUID
    school_id: UUID
    instrument_code: str
    instrument_version: str
    window: str


class ScoredSubscale(Part):
    """A subscale's result as an exact fraction; `met_threshold` is null where nothing applied or none is set."""

    code: str
    points: int
    possible: int
    met_threshold: bool | None


class AdministrationScored(
    Event, type="assessment.administration.scored.v1", subject="administrations/{administration_id}"
):
    """An administration was scored."""

    administration_id: UUID
    school_id: UUID
    instrument_code: str
    instrument_version: str
    window: str
    points: int
    possible: int
    met_threshold: bool | None
    subscales: list[ScoredSubscale]
    scored_on: date
