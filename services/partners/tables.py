"""Every table of this service, for the migrations."""

from services.partners.access.applications import tables as applications
from services.partners.access.claim_rules import tables as claim_rules
from services.partners.access.clients import tables as clients
from services.partners.access.identities import tables as identities
from services.partners.access.identity_providers import tables as identity_providers
from services.partners.access.scim import tables as scim
from services.partners.access.sign_ins import tables as sign_ins
from services.partners.access.tokens import tables as tokens
from services.partners.directory.covers import tables as covers
from services.partners.directory.districts import tables as districts
from services.partners.directory.roles import tables as roles
from services.partners.directory.schools import tables as schools
from services.partners.directory.staff import tables as staff
from services.partners.privacy.consents import tables as consents
from services.partners.privacy.disclosures import tables as disclosures
from services.partners.privacy.emergency_access import tables as emergency_access
from services.partners.privacy.parties import tables as parties
from shared.audit import tables as audit
from shared.auth import tables as auth
from shared.events import tables as events
from shared.web import tables as web

__all__ = [
    "applications",
    "audit",
    "auth",
    "claim_rules",
    "clients",
    "consents",
    "covers",
    "disclosures",
    "districts",
    "emergency_access",
    "events",
    "identities",
    "identity_providers",
    "parties",
    "roles",
    "schools",
    "scim",
    "sign_ins",
    "staff",
    "tokens",
    "web",
]
