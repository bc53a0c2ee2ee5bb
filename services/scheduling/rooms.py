"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.scheduling",
    # A path of words stands before one of an id.
    "planning.plan_files",
    "planning.plan_templates",
    "planning.plans",
    "planning.revisions",
    "planning.previews",
    "work.tasks",
    "views.my_day",
    "views.feeds",
    "work.task_comments",
    "work.task_watchers",
    "work.evidence_files",
    "work.barriers",
    "work.delegations",
    "work.handovers",
    "work.unowned_tasks",
    "views.rollups",
    "work.evidence",
    "daily.daily_runs",
    "calendar.school_years",
    "calendar.terms",
    "calendar.day_types",
    "calendar.calendars",
    "calendar.calendar_imports",
    "planning.occurrences",
    "work.changes",
)
