"""What a caller may do to a source now."""

from services.assessment.permissions import POLICY
from services.assessment.roster.roster_sources import repository
from services.assessment.roster.roster_sources.transitions import TRANSITIONS
from shared.auth.may import May

MAY = May(POLICY, TRANSITIONS, repository.SOURCES, state="", school="")
#: Sources as callers are shown them.
LISTING = MAY.on(repository.SOURCES)
