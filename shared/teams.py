"""What teams are called: the kinds there are, in every language messages are written in, and how a plan names a team.

An activity names a team in the place of a role: `team:attendance` is the attendance team of each place, `team:` with an id one
team of the district.
"""

import re
from collections.abc import Mapping
from uuid import UUID

PREFIX = "team:"
_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

#: What a team is called that is none of these.
OTHER = "other"
KINDS: Mapping[str, Mapping[str, str]] = {
    "district_implementation": {
        "en": "the district implementation team",
        "es": "el equipo de implementación del distrito",
    },
    "school_leadership": {"en": "the school leadership team", "es": "el equipo directivo de la escuela"},
    "attendance": {"en": "the attendance team", "es": "el equipo de asistencia"},
    "student_support": {"en": "the student support team", "es": "el equipo de apoyo al estudiante"},
    "child_study": {"en": "the child study team", "es": "el equipo de estudio del niño"},
    "behavior_support": {"en": "the behavior support team", "es": "el equipo de apoyo a la conducta"},
    "data": {"en": "the data team", "es": "el equipo de datos"},
    "site": {"en": "the site team", "es": "el equipo del plantel"},
    "family_engagement": {"en": "the family engagement team", "es": "el equipo de participación familiar"},
    "grade_level": {"en": "the grade-level team", "es": "el equipo de grado"},
    "mentoring": {"en": "the mentoring team", "es": "el equipo de mentoría"},
    "microsociety": {"en": "the MicroSociety team", "es": "el equipo de MicroSociety"},
    OTHER: {"en": "a team", "es": "un equipo"},
}
#: Kinds a plan can name: what is none of them is named by its id.
NAMED = tuple(kind for kind in KINDS if kind != OTHER)
#: How a plan names a team, as a regular expression.
FORM = f"{PREFIX}(?:{'|'.join(NAMED)}|{_ID})"
_WHOLE = re.compile(FORM)


def is_team(owner: str) -> bool:
    """Is it a team that a plan names there, and no role?"""
    return _WHOLE.fullmatch(owner) is not None


def id_of(owner: str) -> UUID | None:
    """The id of the team that is named by it; None for a kind of team, or a role."""
    found = owner.removeprefix(PREFIX)
    return UUID(found) if is_team(owner) and found not in KINDS else None


def by_kind(kind: str) -> str:
    """How a plan names the team of this kind at each place."""
    return PREFIX + kind


def say_team(owner: str, language: str) -> str:
    """What a team is called that is named so: the attendance team; one that is named by id is a team."""
    return KINDS.get(owner.removeprefix(PREFIX), KINDS[OTHER])[language]
