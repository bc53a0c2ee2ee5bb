"""Events of administrations: a subject's figures, never an answer, a note or a reason."""

from datetime import date
from uuid import UUID

from shared.events.event import Event, Part
from shared.events.provable import Keyed, Provable

SUBJECT = "administrations/{administration_id}"
WINDOWS = ("fall", "winter", "spring")
SCORED = Provable(
    right="administrations:write",
    fields={
        **{"instrument_code": (), "instrument_version": (), "school_year": (), "window": WINDOWS, "sequence": ()},
        **{
            "subject_kind": (),
            "met_threshold": (),
            "points": (),
            "possible": (),
            "item_count": (),
            "applicable_count": (),
        },
    },
    keyed={
        "subscale_points": Keyed("subscales", "points"),
        "subscale_possible": Keyed("subscales", "possible"),
        "subscale_met_threshold": Keyed("subscales", "met_threshold"),
    },
    is_score=True,
    day="held_on",
    former=("assessment.administration.scored.v1",),
    corrected_by=("assessment.administration.corrected.v1",),
    withdrawn_by=("assessment.administration.withdrawn.v1",),
    said={
        "en": "{instrument_code} was scored at {percent} percent{place}",
        "es": "se calificó {instrument_code} con {percent} por ciento{place}",
    },
)


class ScoredSubscale(Part):
    """A subscale's result as an exact fraction; `met_threshold` is null where nothing applied or none is set."""

    code: str
    points: int
    possible: int
    met_threshold: bool | None


class FormerScore(Part):
    """What was found before; `item_count` are the instrument's items, `applicable_count` those that applied."""

    points: int
    possible: int
    met_threshold: bool | None
    subscales: list[ScoredSubscale]
    item_count: int
    applicable_count: int


class _Administration(Event, type="", subject=SUBJECT):
    """Whose, and which: the subject by its kind, where it was measured (null: in the district), in which window of which year.

    `version` orders what is told of one administration; `sequence` counts those of one window, from 1.
    """

    administration_id: UUID
    version: int
    subject_kind: str
    subject_id: UUID
    school_id: UUID | None
    instrument_code: str
    instrument_version: str
    school_year: str
    window: str
    sequence: int


class AdministrationOpened(_Administration, type="assessment.administration.opened.v2", subject=SUBJECT):
    """An administration of an instrument has been started."""


class AdministrationScored(
    _Administration, type="assessment.administration.scored.v2", subject=SUBJECT, provable=SCORED
):
    """An administration was scored; `held_on` is the day it speaks of."""

    points: int
    possible: int
    met_threshold: bool | None
    subscales: list[ScoredSubscale]
    item_count: int
    applicable_count: int
    held_on: date
    scored_on: date


class AdministrationCorrected(_Administration, type="assessment.administration.corrected.v1", subject=SUBJECT):
    """Answers of a scored administration were corrected: what is found now, and what was found before."""

    points: int
    possible: int
    met_threshold: bool | None
    subscales: list[ScoredSubscale]
    item_count: int
    applicable_count: int
    held_on: date
    scored_on: date
    corrected_on: date
    corrections: int
    former: FormerScore


class AdministrationWithdrawn(_Administration, type="assessment.administration.withdrawn.v1", subject=SUBJECT):
    """An administration was withdrawn: nothing is found by it any more. `former` is null unless it had been scored."""

    held_on: date | None
    scored_on: date | None
    withdrawn_on: date
    former: FormerScore | None


class AdministrationOpenedV1(Event, type="assessment.administration.opened.v1", subject=SUBJECT):
    """As it was told before administrations had a school year and a subject: outboxes may still hold it."""

    administration_id: UUID
    school_id: UUID
    instrument_code: str
    instrument_version: str
    window: str


class AdministrationScoredV1(Event, type="assessment.administration.scored.v1", subject=SUBJECT):
    """As it was told before administrations had a school year and a subject: outboxes may still hold it."""

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
