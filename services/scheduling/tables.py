"""Every table of this service, for the migrations."""

from services.scheduling.barriers import tables as barriers
from services.scheduling.calendars import tables as calendars
from services.scheduling.day_types import tables as day_types
from services.scheduling.delegations import tables as delegations
from services.scheduling.feeds import tables as feeds
from services.scheduling.handovers import tables as handovers
from services.scheduling.plans import tables as plans
from services.scheduling.previews import tables as previews
from services.scheduling.revisions import tables as revisions
from services.scheduling.rollups import tables as rollups
from services.scheduling.school_days import tables as school_days
from services.scheduling.school_years import tables as school_years
from services.scheduling.task_comments import tables as task_comments
from services.scheduling.task_watchers import tables as task_watchers
from services.scheduling.tasks import tables as tasks
from services.scheduling.terms import tables as terms
from shared.audit import tables as audit
from shared.auth import tables as auth
from shared.directory import tables as directory
from shared.events import tables as events
from shared.web import tables as web

__all__ = [
    "audit",
    "auth",
    "barriers",
    "calendars",
    "day_types",
    "delegations",
    "directory",
    "events",
    "feeds",
    "handovers",
    "plans",
    "previews",
    "revisions",
    "rollups",
    "school_days",
    "school_years",
    "task_comments",
    "task_watchers",
    "tasks",
    "terms",
    "web",
]
