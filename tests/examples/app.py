"""The service of the example."""

from fastapi import FastAPI

from shared.settings import Settings
from shared.web.app import create_app
from tests.examples.permissions import POLICY
from tests.examples.rooms import ROOMS


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(settings, summary="What a room is made of.", rooms=ROOMS, policy=POLICY)
