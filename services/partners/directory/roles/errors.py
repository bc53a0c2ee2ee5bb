"""Refusals of roles."""

from shared.errors import DaysOutOfOrder, NoSuchSchool, NoSuchStaff, Refusal


class RosterOwned(Refusal):
    status, code, title = 409, "roster_owned", "The roster granted this role; only the roster ends it"


class SignOnOwned(Refusal):
    status, code, title = 409, "sign_on_owned", "A claim rule granted this role at sign-in; only sign-ins end it"


class BeyondYourRoles(Refusal):
    status, code, title = 403, "beyond_your_roles", "It would be a way in to roles the caller does not hold"


#: Whose breach of a constraint is refused how.
CONFLICTS: dict[str, type[Refusal]] = {
    "fk_role_assignments_staff": NoSuchStaff,
    "fk_role_assignments_school": NoSuchSchool,
    "ck_role_assignments_days_in_order": DaysOutOfOrder,
}
