"""The assessment service."""

from fastapi import FastAPI

from services.assessment.administrations.routes import router as administrations
from services.assessment.caseloads.routes import router as caseloads
from services.assessment.directory_information.routes import router as directory_information
from services.assessment.errors import CONFLICTS
from services.assessment.instruments.routes import router as instruments
from services.assessment.permissions import POLICY
from services.assessment.roster.routes import router as roster
from services.assessment.roster_imports.routes import router as roster_imports
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
