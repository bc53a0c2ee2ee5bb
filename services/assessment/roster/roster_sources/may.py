"""What a caller may do to a source now."""

from services.assessment.permissions import POLICY
from services.assessment.roster.roster_sources import repository, transitions
from services.assessment.roster.roster_sources.transitions import TRANSITIONS
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.SOURCES,
    state=there_until_in_sql("s.ended_at"),
    school="",
    conditions={
        transitions.at_rest: """not exists (select from roster_imports i where i.district_id = s.district_id
      and i.source = s.code and i.state in ('queued', 'running'))"""
    },
)
#: Sources as callers are shown them.
LISTING = MAY.on(repository.SOURCES)
