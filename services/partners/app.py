"""The partners service."""

from fastapi import FastAPI

from services.partners.applications.routes import router as applications
from services.partners.claim_rules.routes import router as claim_rules
from services.partners.clients.routes import router as clients
from services.partners.consents.routes import router as consents
from services.partners.disclosures.routes import router as disclosures
from services.partners.districts.routes import router as districts
from services.partners.emergency_access.routes import router as emergency_access
from services.partners.errors import CONFLICTS
from services.partners.identities.routes import router as identities
from services.partners.identity_providers.routes import published as identity_provider_keys
from services.partners.identity_providers.routes import router as identity_providers
from services.partners.parties.routes import router as parties
from services.partners.permissions import POLICY
from services.partners.roles.routes import router as roles
from services.partners.schools.routes import router as schools
from services.partners.scim.replies import refused
from services.partners.scim.routes import router as scim
from services.partners.sign_ins import pages
from services.partners.sign_ins.browser_routes import router as browsers
from services.partners.sign_ins.routes import router as sign_ins
from services.partners.staff.routes import router as staff
from services.partners.tokens.routes import router as tokens
from shared.settings import Settings
from shared.web.app import create_app


def build(settings: Settings) -> FastAPI:
    """The application, ready to be served."""
    return create_app(
        settings,
        summary="Who works with us, and what may they see? The directory of schools, staff and roles; access.",
        routers=[
            districts,
            schools,
            staff,
            roles,
            clients,
            tokens,
            parties,
            consents,
            disclosures,
            applications,
            sign_ins,
            browsers,
            claim_rules,
            emergency_access,
            scim,
            identity_providers,
            identity_provider_keys,
            identities,
        ],
        policy=POLICY,
        conflicts=CONFLICTS,
        refusal_forms={"/scim/": refused, "/oauth/": pages.refused},
        with_cookies=("/v1/session", "/v1/session/token"),
    )
