"""What may be done to a student's demographics."""

from services.assessment.records.student_records.repository import is_there
from shared.context.transitions import act

DEMOGRAPHICS = act("demographics", "demographics:write", state_of=is_there)

TRANSITIONS = (DEMOGRAPHICS,)
