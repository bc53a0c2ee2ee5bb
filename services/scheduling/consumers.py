"""What this service listens to: the directory, the school year, and what proves tasks."""

from datetime import date
from uuid import UUID

from services.scheduling.calendars import repository as calendars
from services.scheduling.evidence import service as evidence
from shared.directory.consumers import follow_directory
from shared.events.event import Consumed
from shared.events.inbox import Consumers, Received
from shared.web.context import Context

consumers = Consumers("scheduling")
follow_directory(consumers)


class SchoolYearListed(Consumed, type="assessment.school_year.listed.v1"):
    school_year_id: UUID
    title: str
    starts_on: date
    ends_on: date


class AdministrationScored(Consumed, type="assessment.administration.scored.v1"):
    school_id: UUID
    instrument_code: str
    instrument_version: str
    window: str
    points: int
    possible: int
    met_threshold: bool | None


class RoleAssigned(Consumed, type="partners.role.assigned.v1"):
    school_id: UUID | None
    role: str


@consumers.on(SchoolYearListed)
async def record_school_years(ctx: Context, events: list[Received]) -> None:
    """Take the roster's school years; due rules count in them."""
    listed = {event.data.school_year_id: event.data for event in events}
    rows = [{"id": id_, **year.model_dump(exclude={"school_year_id"})} for id_, year in listed.items()]
    await calendars.upsert_listed(ctx, rows)


@consumers.on(AdministrationScored)
@consumers.on(RoleAssigned)
async def prove_tasks(ctx: Context, events: list[Received]) -> None:
    """Close the tasks these events prove."""
    for event in events:
        if event.data.school_id is not None:
            data = event.data.model_dump(exclude={"school_id"})
            await evidence.prove(ctx, event.envelope, event.data.school_id, data)
