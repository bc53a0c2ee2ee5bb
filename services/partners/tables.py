"""Every table of this service, for the migrations."""

from services.partners.applications import tables as applications
from services.partners.claim_rules import tables as claim_rules
from services.partners.clients import tables as clients
from services.partners.consents import tables as consents
from services.partners.covers import tables as covers
from services.partners.disclosures import tables as disclosures
from services.partners.districts import tables as districts
from services.partners.emergency_access import tables as emergency_access
from services.partners.identities import tables as identities
from services.partners.identity_providers import tables as identity_providers
from services.partners.parties import tables as parties
from services.partners.roles import tables as roles
from services.partners.schools import tables as schools
from services.partners.scim import tables as scim
from services.partners.sign_ins import tables as sign_ins
from services.partners.staff import tables as staff
from services.partners.tokens import tables as tokens
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
