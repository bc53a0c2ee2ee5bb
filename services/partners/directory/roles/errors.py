"""Refusals of roles, and of whatever leads to one."""

from typing import Any

from shared.errors import Refusal


class RoleRetired(Refusal):
    status, code, title = 409, "role_retired", "The district has retired this role: nobody is given it any more"


class RoleHeldElsewhere(Refusal):
    status, code, title = 422, "role_held_elsewhere", "This role is not held there"


class RoleHeldAlready(Refusal):
    status, code, title = (
        409,
        "role_held_already",
        "This person was given this role there, for some of these days, already",
    )


class NotYoursToGive(Refusal):
    status, code, title = 403, "not_yours_to_give", "The district does not let the caller give this role"


class RoleOver(Refusal):
    status, code, title = 409, "role_over", "This role has ended already"


class NotAtYourSchool(Refusal):
    status, code, title = 403, "not_at_your_school", "This person works elsewhere, and not at this school"


class RosterOwned(Refusal):
    status, code, title = 409, "roster_owned", "The roster granted this role; only the roster ends it"


class SignOnOwned(Refusal):
    status, code, title = 409, "sign_on_owned", "A claim rule granted this role at sign-in; only sign-ins end it"


class BeyondYourRoles(Refusal):
    status, code, title = 403, "beyond_your_roles", "This would give access to roles the caller does not hold"


class SecondPersonNeeded(Refusal):
    status, code, title = 409, "second_person_needed", "This leads to a role that reaches far: two people stand for it"

    def __init__(self, *arguments: Any, grant: Any = None, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.grant = grant


class NotAnotherPerson(Refusal):
    status, code, title = 403, "not_another_person", "Somebody else of the district must confirm this"


class LinkNotConfirmed(Refusal):
    status, code, title = (
        409,
        "link_not_confirmed",
        "One person alone linked an identity to the holder of this role; another must confirm the link first",
    )
