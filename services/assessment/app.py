"""The assessment service."""

from fastapi import FastAPI

from services.assessment.permissions import POLICY
from services.assessment.rooms import ROOMS
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="How is it going, and how do we know? The roster, instruments and what schools answered.",
        rooms=ROOMS,
        policy=POLICY,
    )
