"""Every table of this service, for the migrations."""

from services.scheduling.calendar.calendars import tables as calendars
from services.scheduling.calendar.day_types import tables as day_types
from services.scheduling.calendar.school_years import tables as school_years
from services.scheduling.calendar.terms import tables as terms
from services.scheduling.daily.daily_runs import tables as school_days
from services.scheduling.planning.plans import tables as plans
from services.scheduling.planning.previews import tables as previews
from services.scheduling.planning.revisions import tables as revisions
from services.scheduling.views.feeds import tables as feeds
from services.scheduling.views.rollups import tables as rollups
from services.scheduling.work.barriers import tables as barriers
from services.scheduling.work.delegations import tables as delegations
from services.scheduling.work.handovers import tables as handovers
from services.scheduling.work.task_comments import tables as task_comments
from services.scheduling.work.task_watchers import tables as task_watchers
from services.scheduling.work.tasks import tables as tasks
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
