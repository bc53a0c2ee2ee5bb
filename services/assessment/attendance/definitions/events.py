"""Events of definitions of absence."""

from uuid import UUID

from shared.events.event import Event


class AttendanceDefinitionAdopted(
    Event,
    type="assessment.attendance_definition.adopted.v1",
    subject="attendance-definitions/{attendance_definition_id}",
):
    """From now on figures of attendance are made by this definition."""

    attendance_definition_id: UUID
    title: str
