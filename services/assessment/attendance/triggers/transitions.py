"""What may be done to a trigger and to an alert."""

from services.assessment.attendance.triggers.errors import AlertEnded, TriggerFixed
from services.assessment.attendance.triggers.tables import AlertState, TriggerState
from shared.context.transitions import Nobody, Transition

CHANGE = Transition(
    *("change", "attendance-rules:write", (TriggerState.DRAFT,)),
    refusal=TriggerFixed,
    next_to_act=Nobody("Its author is writing it."),
)
ACTIVATE = Transition(
    *("activate", "attendance-rules:write", (TriggerState.DRAFT,), TriggerState.ACTIVE),
    refusal=TriggerFixed,
    next_to_act=Nobody("Who is asked has it on their day by the alerts."),
)
RETIRE = Transition(
    *("retire", "attendance-rules:write", (TriggerState.ACTIVE,), TriggerState.RETIRED),
    refusal=TriggerFixed,
    next_to_act=Nobody("Nobody is asked any more."),
)
TRY = Transition(
    *("try", "attendance-rules:write", tuple(TriggerState)),
    refusal=TriggerFixed,
    next_to_act=Nobody("It only counts."),
)
HANDLE = Transition(
    *("handle", "attendance-alerts:write", (AlertState.OPEN,), AlertState.HANDLED),
    refusal=AlertEnded,
    next_to_act=Nobody("Somebody has looked."),
)

TRIGGERS = (CHANGE, ACTIVATE, RETIRE, TRY)
ALERTS = (HANDLE,)
TRANSITIONS = (*TRIGGERS, *ALERTS)
