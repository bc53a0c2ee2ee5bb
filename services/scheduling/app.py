"""The scheduling service."""

from fastapi import FastAPI

from services.scheduling.barriers.routes import router as barriers
from services.scheduling.calendar_imports.routes import router as calendar_imports
from services.scheduling.calendars.routes import router as calendars
from services.scheduling.day_types.routes import router as day_types
from services.scheduling.delegations.routes import router as delegations
from services.scheduling.errors import CONFLICTS
from services.scheduling.evidence.routes import router as evidence
from services.scheduling.evidence_files.routes import router as evidence_files
from services.scheduling.feeds.routes import router as feeds
from services.scheduling.handovers.routes import router as handovers
from services.scheduling.my_day.routes import router as my_day
from services.scheduling.permissions import POLICY
from services.scheduling.plan_files.routes import router as plan_files
from services.scheduling.plan_templates.routes import router as plan_templates
from services.scheduling.plans.routes import router as plans
from services.scheduling.previews.routes import router as previews
from services.scheduling.revisions.routes import router as revisions
from services.scheduling.rollups.routes import router as rollups
from services.scheduling.school_days.routes import router as school_days
from services.scheduling.school_years.routes import router as school_years
from services.scheduling.task_comments.routes import router as task_comments
from services.scheduling.task_watchers.routes import router as task_watchers
from services.scheduling.tasks.routes import router as tasks
from services.scheduling.terms.routes import router as terms
from services.scheduling.unowned_tasks.routes import router as unowned_tasks
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
