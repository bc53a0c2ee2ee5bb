"""Wire models of incidents."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.assessment.feeds.sent_rows.schemas import FactBody, SentCode
from services.assessment.indicators.codes.meanings import Meaning
from services.assessment.indicators.incidents.tables import Participation
from shared.context.paging import Paging
from shared.context.several import Several
from shared.directory.references import SchoolReference
from shared.schemas import Day, Instant, Kept, Moment, SourceId


def _word(value: Any) -> Any:
    return value.rpartition("#")[2].strip().lower() if isinstance(value, str) else value


class IncidentBody(FactBody):
    """A student's part in an incident, and one action; a row for each action. What happened is said by codes alone."""

    incident_source_id: SourceId = Field(description="The incident, by the sending system's own id.")
    participation: Annotated[Participation, BeforeValidator(_word)]
    behavior: SentCode | None = None
    action_source_id: SourceId | None = Field(
        default=None, description="The action, by the sending system's own id, where an incident has several."
    )
    action: SentCode | None = None
    days_removed: float | None = Field(default=None, ge=0, le=366, description="School days out of class or school.")


class Incident(Kept):
    """A student's part in an incident, and one action that followed. A meaning is null where nobody has said it."""

    student_id: UUID
    school: SchoolReference
    day: date
    incident_source_id: str
    participation: Participation
    behavior: str | None
    behavior_means: Meaning | None
    action_source_id: str | None
    action: str | None
    action_means: Meaning | None
    days_removed: float | None
    indicator_batch_id: UUID = Field(validation_alias="batch_id")
    recorded_at: Moment
    recorded_by: str
    superseded_at: Moment | None = Field(description="Since when something else is said of it; null: it is in force.")
    deleted_at: Moment | None


class IncidentList(Paging):
    """Filters of the list of incidents."""

    school_id: Several[UUID] | None = None
    student_id: Several[UUID] | None = None
    participation: Several[Participation] | None = None
    from_day: Day | None = None
    to_day: Day | None = None
    as_of: Instant | None = Field(default=None, description="As it was known at this moment; left out: now.")
