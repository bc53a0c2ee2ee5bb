"""Refusals of roles."""

from shared.errors import Refusal


class RosterOwned(Refusal):
    status, code, title = 409, "roster_owned", "The roster granted this role; only the roster ends it"


class SignOnOwned(Refusal):
    status, code, title = 409, "sign_on_owned", "A claim rule granted this role at sign-in; only sign-ins end it"


class BeyondYourRoles(Refusal):
    status, code, title = 403, "beyond_your_roles", "This would give access to roles the caller does not hold"
