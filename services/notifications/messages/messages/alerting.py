"""Who is told that absences of a school's students call for attention: by counts, of no student."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.notifications.messages.messages import reasons
from services.notifications.messages.messages.acting import AttendanceAlertsTold
from services.notifications.messages.messages.composing import about
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.names import Names, holders_of_role, names_of
from services.notifications.messages.messages.payloads import AttendanceAlertsFacts
from services.notifications.messages.messages.shared_facts import WhyFacts
from services.notifications.wording.templates.kinds import Kind
from shared.bus.inbox import Received
from shared.context.context import Context


async def notifications(ctx: Context, events: Sequence[Received]) -> list[Notification]:
    """Of each of these, whoever it is for."""
    names = await names_of(ctx, schools={event.data.school_id for event in events})
    told = []
    for event in events:
        data: AttendanceAlertsTold = event.data
        people = await holders_of_role(ctx, data.role, data.school_id) if data.role else []
        found = {
            person: reasons.by_role(data.role or "", names, data.school_id if is_at else None)
            for person, is_at in people
        }
        told += _told(data, event.envelope.id, found, names)
    return told


def _told(
    told: AttendanceAlertsTold, event_id: UUID, by_role: Mapping[UUID, WhyFacts], names: Names
) -> list[Notification]:
    """Whoever holds the role at the school, or has the students on their caseload. What is said anew is not sent as it was."""
    facts = AttendanceAlertsFacts(
        kind=Kind.ATTENDANCE_ALERTS,
        trigger_id=told.trigger_id,
        school_id=told.school_id,
        school_name=names.get(told.school_id),
        tier=told.tier,
        part="caseload" if told.people else "role",
        raised=told.raised,
        undone=told.undone,
        still_open=told.still_open,
    )
    of_caseloads = {
        one.person_id: {
            **{"raised": one.raised, "undone": one.undone, "still_open": one.still_open},
            "because": reasons.ASSIGNED,
        }
        for one in told.people
    }
    found = of_caseloads or {person: {"because": because} for person, because in by_role.items()}
    topic = about("attendance_alerts", told.trigger_id, told.school_id, told.tier)
    return [
        Notification(event_id, person, facts.model_copy(update=said), topic=topic, moot=topic, undoing=not facts.raised)
        for person, said in sorted(found.items())
    ]
