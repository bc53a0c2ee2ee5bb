"""The scheduling service."""

from fastapi import FastAPI

from services.scheduling.permissions import POLICY
from services.scheduling.rooms import ROOMS
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="What must happen, when, by whom? Plans, the tasks they become, what stands in their way, and how they stand.",
        rooms=ROOMS,
        policy=POLICY,
    )
