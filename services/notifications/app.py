"""The notifications service."""

from fastapi import FastAPI

from services.notifications.outlets.stream.hub import Hub
from services.notifications.permissions import POLICY
from services.notifications.rooms import ROOMS
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    app = create_app(
        settings,
        summary="Who must be notified, and did it reach them? Messages, the inbox, e-mail and its outcome.",
        policy=POLICY,
        rooms=ROOMS,
    )
    app.state.hub = Hub(app.state.db, settings.max_streams, app.state.verifier.ended)
    app.state.before_shutdown.append(app.state.hub.end)
    return app
