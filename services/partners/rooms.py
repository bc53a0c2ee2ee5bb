"""The rooms of this service, in the order their paths are tried."""

from shared.rooms import Rooms

ROOMS = Rooms(
    "services.partners",
    "revocation.sessions",
    "revocation.ended_access",
    "directory.districts",
    "directory.schools",
    "directory.staff",
    "directory.roles",
    "directory.roster_roles",
    "directory.teams",
    "access.clients",
    "access.tokens",
    "access.token_endpoint",
    "privacy.placements",
    "privacy.parties",
    "privacy.consents",
    "privacy.disclosures",
    "access.applications",
    "access.sign_ins",
    "access.claim_rules",
    "privacy.emergency_access",
    "access.scim",
    "access.identity_providers",
    "access.explanations",
    "access.identities",
    "access.grant_proposals",
    "access.district_setup",
    "directory.covers",
    "asking.asked_work",
)
