"""What may be done to a rule."""

from services.assessment.attendance.triggers.tables import TriggerState
from services.assessment.indicators.indicator_rules.errors import RuleFixed
from shared.context.transitions import Nobody, Transition

CHANGE = Transition(
    *("change", "indicator-rules:write", (TriggerState.DRAFT,)),
    refusal=RuleFixed,
    next_to_act=Nobody("Its author is writing it."),
)
ACTIVATE = Transition(
    *("activate", "indicator-rules:write", (TriggerState.DRAFT,), TriggerState.ACTIVE),
    refusal=RuleFixed,
    next_to_act=Nobody("Its flags are there for who reads them."),
)
RETIRE = Transition(
    *("retire", "indicator-rules:write", (TriggerState.ACTIVE,), TriggerState.RETIRED),
    refusal=RuleFixed,
    next_to_act=Nobody("Its flags are cleared."),
)
TRY = Transition(
    *("try", "indicator-rules:write", tuple(TriggerState)),
    refusal=RuleFixed,
    next_to_act=Nobody("It only counts."),
)

TRANSITIONS = (CHANGE, ACTIVATE, RETIRE, TRY)
