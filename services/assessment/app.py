"""The assessment service."""

from fastapi import FastAPI

from services.assessment.errors import CONFLICTS
from services.assessment.measures.administrations.routes import router as administrations
from services.assessment.measures.instruments.routes import router as instruments
from services.assessment.permissions import POLICY
from services.assessment.privacy.directory_information.routes import router as directory_information
from services.assessment.roster.roster_imports.routes import router as roster_imports
from services.assessment.roster.students.routes import router as roster
from services.assessment.support.caseloads.routes import router as caseloads
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="How is it going, and how do we know? The roster, instruments and what schools answered.",
        routers=[roster_imports, roster, caseloads, instruments, administrations, directory_information],
        policy=POLICY,
        conflicts=CONFLICTS,
    )
