"""Refusals of teams."""

from shared.errors import Refusal


class LeaderThere(Refusal):
    status, code, title = 409, "leader_there", "A team has one leader at a time"


class MemberAlready(Refusal):
    status, code, title = 409, "member_already", "This person is on the team already on some of these days"


class LeaderOfTheStaff(Refusal):
    status, code, title = 422, "leader_of_the_staff", "Who leads a team, or stands in for its leader, is of the staff"
    constraints = ("ck_team_members_leader_of_the_staff",)


class NoFamilyContact(Refusal):
    status, code, title = 422, "no_family_contact", "No address of a family is kept here"
    constraints = ("ck_team_members_no_family_contact",)


class NotAGuest(Refusal):
    status, code, title = 422, "not_a_guest", "What is said of a guest is not said of the staff"


class TooManyMembers(Refusal):
    status, code, title = 409, "too_many_members", "A team has room for so many members, past ones included"
