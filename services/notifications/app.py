"""The notifications service."""

from fastapi import FastAPI

from services.notifications.messages.deliveries.routes import router as deliveries
from services.notifications.messages.inbox.routes import router as inbox
from services.notifications.messages.messages.routes import router as messages
from services.notifications.occasions.announcements.routes import router as announcements
from services.notifications.occasions.escalations.routes import router as escalations
from services.notifications.outlets.stream.hub import Hub
from services.notifications.outlets.stream.routes import router as stream
from services.notifications.permissions import POLICY
from services.notifications.recipients.preferences.routes import router as preferences
from services.notifications.recipients.recipients.routes import router as recipients
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
