"""Events of words of incidents, marks and courses."""

from uuid import UUID

from shared.events.event import Event


class IndicatorCodeRecorded(
    Event, type="assessment.indicator_code.recorded.v1", subject="indicator-codes/{indicator_code_id}"
):
    """What a word means now; null: nobody has said."""

    indicator_code_id: UUID
    kind: str
    meaning: str | None
    version: int
