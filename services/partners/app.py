"""The partners service."""

from fastapi import FastAPI

from services.partners.access.scim.replies import refused
from services.partners.access.sign_ins import pages
from services.partners.permissions import POLICY
from services.partners.rooms import ROOMS
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="Who works with us, and what may they see? The directory of schools, staff and roles; access.",
        rooms=ROOMS,
        policy=POLICY,
        refusal_forms={"/scim/": refused, "/oauth/": pages.refused},
        with_cookies=("/v1/session", "/v1/session/token"),
    )
