"""What may be done to an instrument: a published one never changes, so that results stay comparable."""

from services.assessment.measures.instruments.errors import InstrumentPublished
from services.assessment.measures.instruments.tables import InstrumentState
from shared.context.transitions import Transition

DRAFT = (InstrumentState.DRAFT,)

CHANGE = Transition("change", "instruments:write", DRAFT, refusal=InstrumentPublished)
PUBLISH = Transition("publish", "instruments:write", DRAFT, InstrumentState.PUBLISHED, refusal=InstrumentPublished)

TRANSITIONS = (CHANGE, PUBLISH)
