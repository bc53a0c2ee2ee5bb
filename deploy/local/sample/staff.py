"""The people who work for the district, and the roles they hold at its organisations."""

import random
from collections import Counter
from dataclasses import dataclass

from deploy.local.sample import names
from deploy.local.sample.schools import DISTRICT_ID, School

_MAIL_DOMAIN = "cedarvalley.example.org"
_DISTRICT_ROLES = (
    "districtAdministrator",
    "ext:district_coordinator",
    "ext:district_team_member",
    "ext:district_team_member",
    "ext:district_team_member",
    "ext:data_manager",
)
_SUPPORT_ROLES = ("principal", "counselor", "ext:mentor", "ext:mentor")
_COORDINATOR = "ext:school_coordinator"

# Positions in the list of schools. One person serves two schools; one school has nobody, so that
# tasks without an owner occur in the sample too.
_SHARED_COORDINATOR = (1, 2)
_NO_COORDINATOR = 6


@dataclass(slots=True)
class Staff:
    """A staff member; `roles` holds (OneRoster role, sourcedId of the organisation), main role first."""

    source_id: str
    given: str
    family: str
    email: str
    roles: list[tuple[str, str]]


def build_staff(rng: random.Random, schools: list[School], students_at: Counter[str], count: int) -> list[Staff]:
    """Exactly `count` people; `students_at` counts students by school code and so places the teachers."""
    posts: list[list[tuple[str, str]]] = [[(role, DISTRICT_ID)] for role in _DISTRICT_ROLES]
    for school in schools:
        posts += [[(role, school.source_id)] for role in _SUPPORT_ROLES]
    posts += _coordinator_posts(schools)
    teachers = count - len(posts)
    if teachers < len(schools):
        fewest = len(posts) + len(schools)
        raise ValueError(f"{len(schools)} schools need at least {fewest} staff, not {count}")
    for school, number in zip(schools, _share(teachers, schools, students_at), strict=True):
        posts += [[("teacher", school.source_id)] for _ in range(number)]
    taken: dict[str, int] = {}
    return [_hire(rng, 20001 + number, roles, taken) for number, roles in enumerate(posts)]


def _coordinator_posts(schools: list[School]) -> list[list[tuple[str, str]]]:
    without = min(_NO_COORDINATOR, len(schools) - 1)
    posts = [[(_COORDINATOR, schools[index].source_id) for index in _SHARED_COORDINATOR]]
    for index, school in enumerate(schools):
        if index not in (*_SHARED_COORDINATOR, without):
            posts.append([(_COORDINATOR, school.source_id)])
    return posts


def _share(teachers: int, schools: list[School], students_at: Counter[str]) -> list[int]:
    """How many of `teachers` each school gets: one, and of the rest a part in proportion to its students."""
    rest = teachers - len(schools)
    total = sum(students_at.values())
    exact = [rest * students_at[school.code] / total for school in schools]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(schools)), key=lambda index: shares[index] - exact[index])
    for index in by_remainder[: rest - sum(shares)]:
        shares[index] += 1
    return [1 + share for share in shares]


def _hire(rng: random.Random, number: int, roles: list[tuple[str, str]], taken: dict[str, int]) -> Staff:
    given, family = names.given_name(rng), names.family_name(rng)
    return Staff(f"e{number}", given, family, names.email_address(given, family, _MAIL_DOMAIN, taken), roles)
