"""The partners service."""

from fastapi import FastAPI

from services.partners.access.applications.routes import router as applications
from services.partners.access.claim_rules.routes import router as claim_rules
from services.partners.access.clients.routes import router as clients
from services.partners.access.identities.routes import router as identities
from services.partners.access.identity_providers.routes import published as identity_provider_keys
from services.partners.access.identity_providers.routes import router as identity_providers
from services.partners.access.scim.replies import refused
from services.partners.access.scim.routes import router as scim
from services.partners.access.sign_ins import pages
from services.partners.access.sign_ins.browser_routes import router as browsers
from services.partners.access.sign_ins.routes import router as sign_ins
from services.partners.access.tokens.routes import router as tokens
from services.partners.directory.districts.routes import router as districts
from services.partners.directory.roles.routes import router as roles
from services.partners.directory.schools.routes import router as schools
from services.partners.directory.staff.routes import router as staff
from services.partners.errors import CONFLICTS
from services.partners.permissions import POLICY
from services.partners.privacy.consents.routes import router as consents
from services.partners.privacy.disclosures.routes import router as disclosures
from services.partners.privacy.emergency_access.routes import router as emergency_access
from services.partners.privacy.parties.routes import router as parties
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
