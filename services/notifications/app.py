"""The notifications service."""

from fastapi import FastAPI

from services.notifications.announcements.routes import router as announcements
from services.notifications.deliveries.routes import router as deliveries
from services.notifications.escalations.routes import router as escalations
from services.notifications.inbox.routes import router as inbox
from services.notifications.messages.routes import router as messages
from services.notifications.permissions import POLICY
from services.notifications.preferences.routes import router as preferences
from services.notifications.recipients.routes import router as recipients
from services.notifications.stream.hub import Hub
from services.notifications.stream.routes import router as stream
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    app = create_app(
        settings,
        summary="Who must be told, and did it reach them? Messages, the inbox, e-mail and its outcome.",
        policy=POLICY,
        routers=[inbox, messages, deliveries, announcements, preferences, recipients, escalations, stream],
    )
    app.state.hub = Hub(app.state.db, settings.max_streams, app.state.verifier.ended)
    app.state.before_shutdown.append(app.state.hub.end)
    return app
