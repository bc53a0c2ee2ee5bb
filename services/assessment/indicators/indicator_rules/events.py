"""Events of flags."""

from uuid import UUID

from shared.events.event import Event


class IndicatorFlagRaised(Event, type="assessment.indicator_flag.raised.v1", subject="indicator-flags/{flag_id}"):
    """A rule is met by a student. No name, and no value of any fact: the ids of those it goes by."""

    flag_id: UUID
    rule_id: UUID
    student_id: UUID
    school_id: UUID
    fact_ids: list[UUID]


class IndicatorFlagCleared(Event, type="assessment.indicator_flag.cleared.v1", subject="indicator-flags/{flag_id}"):
    """It is met no more (`cleared`), or nobody can say any more (`undecided`)."""

    flag_id: UUID
    rule_id: UUID
    student_id: UUID
    school_id: UUID
    state: str
