"""Refusals of the district's catalogue of roles."""

from shared.errors import Refusal


class RoleCodeTaken(Refusal):
    status, code, title = 409, "role_code_taken", "Another role of the district has this code"
    constraints = ("uq_roles_code",)


class RoleIsHeld(Refusal):
    status, code, title = 409, "role_is_held", "People hold this role"


class HeldSince(Refusal):
    status, code, title = 409, "held_since", "People came to hold this role since its change was asked for"


class RoleIsBrought(Refusal):
    status, code, title = (
        409,
        "role_is_brought",
        "Claim rules or the roster bring this role, as one person alone let them",
    )


class TooManyRoles(Refusal):
    status, code, title = 409, "too_many_roles", "A district has at most 200 roles"


class GivenTooFar(Refusal):
    status, code, title = 422, "given_too_far", "A role that reaches the whole district is given by its stewards alone"
