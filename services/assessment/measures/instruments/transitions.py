"""What may be done to an instrument: a published one never changes, so that results stay comparable."""

from services.assessment.measures.instruments.errors import InstrumentPublished
from services.assessment.measures.instruments.tables import InstrumentState
from shared.context.transitions import Nobody, Transition

DRAFT = (InstrumentState.DRAFT,)

CHANGE = Transition(
    *("change", "instruments:write", DRAFT),
    refusal=InstrumentPublished,
    next_to_act=Nobody("Its author is writing it."),
)
PUBLISH = Transition(
    *("publish", "instruments:write", DRAFT, InstrumentState.PUBLISHED),
    refusal=InstrumentPublished,
    next_to_act=Nobody("It can be used; a plan asks for its use."),
)

TRANSITIONS = (CHANGE, PUBLISH)
