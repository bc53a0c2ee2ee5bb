"""Who among people may do what here. Machine clients are bound by their scopes alone."""

from shared.auth.policy import Asking, Policy, rule
from shared.auth.profiles import (
    AUDITORS,
    DATA_MANAGER,
    DISTRICT,
    DISTRICT_COORDINATOR,
    DISTRICT_OFFICE,
    FAR_REACHING,
    MENTOR,
    PLANNERS,
    SCHOOL,
    SCHOOL_HEADS,
    SCHOOL_LEADS,
    SCHOOL_OFFICE,
    SCHOOL_TEAM,
    STEWARDS,
)

POLICY = Policy(
    {
        "directory:read": rule(everyone=True),
        # Whoever sees the danger; it is told at once, and somebody else looks at it afterwards.
        "emergency:open": rule(everyone=True),
        "emergency:review": rule(district=FAR_REACHING),
        "directory:write": rule(district=STEWARDS),
        # Those roles of their school that the catalogue lets them give; never on a profile of their own.
        "roles:give": rule(district=STEWARDS, school=SCHOOL_HEADS),
        # Whoever could answer for such a grant themselves; never one's own, or for oneself.
        "grants:confirm": rule(district=FAR_REACHING),
        "audit:read": rule(district=AUDITORS),
        "operations:read": rule(district=STEWARDS),
        "operations:write": rule(district=STEWARDS),
        "access:read": rule(district=[DATA_MANAGER]),
        "access:write": rule(district=[DATA_MANAGER]),
        "clients:read": rule(district=[DATA_MANAGER]),
        "clients:write": rule(district=[DATA_MANAGER]),
        # Consents are of the school that keeps them.
        "consents:read": rule(district=STEWARDS, school=SCHOOL_TEAM),
        "consents:write": rule(district=STEWARDS, school=SCHOOL_TEAM),
        # Of a student's whole time in the district, wherever they are now: for those who answer for all of them.
        "disclosures:read": rule(district=STEWARDS),
        # Mentors are no part of a school's own work; who is on a team says so of guests by name.
        "teams:read": rule(district=DISTRICT, school=SCHOOL - {MENTOR}),
        # Who is on a team does its work: whoever forms one may do that work themselves.
        "teams:write": rule(district=[DISTRICT_COORDINATOR], school=SCHOOL_LEADS),
        # Who works with the schools is the staff's to know; whoever leads somewhere writes down what they learn.
        "organizations:read": rule(district=DISTRICT_OFFICE, school=SCHOOL - {MENTOR}),
        "organizations:write": rule(district=DISTRICT, school=SCHOOL_LEADS),
        # What is one for the whole district is for whoever answers for all of it.
        "organizations:merge": rule(district=PLANNERS | STEWARDS),
        # What is said of partners and colleagues is for those who keep relationships there; mentors keep none.
        "relationships:read": rule(district=DISTRICT, school=SCHOOL_OFFICE),
        "relationships:write": rule(district=DISTRICT, school=SCHOOL_OFFICE),
        # The identity provider's client alone: no person changes accounts by SCIM.
        "scim:write": rule(),
    }
)


def require_somewhere(ctx: Asking, right: str) -> None:
    """For what is the district's and belongs to no school: raises `NotPermitted` for whoever has the right at no place at all."""
    POLICY.require_any(ctx, right)
    POLICY.schools(ctx, right)
