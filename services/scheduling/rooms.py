"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.scheduling",
    # A path of words stands before one of an id.
    "planning.plan_files",
    "planning.plan_templates",
    "planning.plans",
    "planning.carry_on",
    "planning.goal_values",
    "publication.publishing",
    "endings.closing",
    "publication.revisions",
    "publication.previews",
    "work.tasks",
    "views.my_day",
    "views.feeds",
    "work.task_comments",
    "work.task_watchers",
    "work.evidence_files",
    "work.evidence",
    "work.barriers",
    "work.delegations",
    "work.handovers",
    "work.unowned_tasks",
    "views.rollups",
    "planning.evidence_types",
    "year.daily_runs",
    "year.school_years",
    "calendar.terms",
    "calendar.day_types",
    "calendar.calendars",
    "year.corrections",
    "year.calendar_imports",
    # No paths of their own.
    "calendar.recurrence",
    "planning.targets",
    "planning.occurrences",
    "publication.preview_figures",
    "work.blocking",
    "work.changes",
)
