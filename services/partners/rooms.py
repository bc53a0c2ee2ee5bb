"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.partners",
    "directory.districts",
    "directory.schools",
    "directory.staff",
    "directory.roles",
    "access.clients",
    "access.tokens",
    "privacy.parties",
    "privacy.consents",
    "privacy.disclosures",
    "access.applications",
    "access.sign_ins",
    "access.claim_rules",
    "privacy.emergency_access",
    "access.scim",
    "access.identity_providers",
    "access.identities",
    "directory.covers",
)
