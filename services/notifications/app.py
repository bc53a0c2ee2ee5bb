"""The notifications service."""

from fastapi import FastAPI

from services.notifications.deliveries.routes import router as deliveries
from services.notifications.inbox.routes import router as inbox
from services.notifications.messages.routes import router as messages
from services.notifications.permissions import POLICY
from services.notifications.preferences.routes import router as preferences
from services.notifications.recipients.routes import router as recipients
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="Who must be told, and did it reach them? Messages, the inbox, e-mail and its outcome.",
        policy=POLICY,
        routers=[inbox, messages, deliveries, preferences, recipients],
    )
