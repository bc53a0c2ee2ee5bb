"""The scheduling service."""

from fastapi import FastAPI

from services.scheduling.calendar.calendar_imports.routes import router as calendar_imports
from services.scheduling.calendar.calendars.routes import router as calendars
from services.scheduling.calendar.day_types.routes import router as day_types
from services.scheduling.calendar.school_years.routes import router as school_years
from services.scheduling.calendar.terms.routes import router as terms
from services.scheduling.daily.daily_runs.routes import router as school_days
from services.scheduling.errors import CONFLICTS
from services.scheduling.permissions import POLICY
from services.scheduling.planning.plan_files.routes import router as plan_files
from services.scheduling.planning.plan_templates.routes import router as plan_templates
from services.scheduling.planning.plans.routes import router as plans
from services.scheduling.planning.previews.routes import router as previews
from services.scheduling.planning.revisions.routes import router as revisions
from services.scheduling.views.feeds.routes import router as feeds
from services.scheduling.views.my_day.routes import router as my_day
from services.scheduling.views.rollups.routes import router as rollups
from services.scheduling.work.barriers.routes import router as barriers
from services.scheduling.work.delegations.routes import router as delegations
from services.scheduling.work.evidence.routes import router as evidence
from services.scheduling.work.evidence_files.routes import router as evidence_files
from services.scheduling.work.handovers.routes import router as handovers
from services.scheduling.work.task_comments.routes import router as task_comments
from services.scheduling.work.task_watchers.routes import router as task_watchers
from services.scheduling.work.tasks.routes import router as tasks
from services.scheduling.work.unowned_tasks.routes import router as unowned_tasks
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="What must happen, when, by whom? Plans, the tasks they become, what stands in their way, and how they stand.",
        routers=[
            # A path of words stands before one of an id.
            plan_files,
            plan_templates,
            plans,
            revisions,
            previews,
            tasks,
            my_day,
            feeds,
            task_comments,
            task_watchers,
            evidence_files,
            barriers,
            delegations,
            handovers,
            unowned_tasks,
            rollups,
            evidence,
            school_days,
            school_years,
            terms,
            day_types,
            calendars,
            calendar_imports,
        ],
        policy=POLICY,
        conflicts=CONFLICTS,
    )
