"""Why something is somebody's, in plain words, in every language messages are written in."""

from dataclasses import dataclass

from shared import teams
from shared.auth import profiles
from shared.events.next_to_act import Because

FALLBACK = "en"

ROLES = {
    "en": {profile.code: profile.name[0].lower() + profile.name[1:] for profile in profiles.PROFILES},
    "es": {
        profiles.DISTRICT_COORDINATOR: "responsable de coordinación del distrito",
        profiles.EXECUTIVE_LEADER: "líder ejecutivo del distrito",
        profiles.DISTRICT_TEAM_MEMBER: "integrante del equipo del distrito",
        profiles.DATA_MANAGER: "responsable de datos",
        profiles.PRINCIPAL: "responsable de la dirección",
        profiles.SCHOOL_ADMINISTRATOR: "responsable de la administración escolar",
        profiles.SCHOOL_COORDINATOR: "responsable de coordinación escolar",
        profiles.COUNSELOR: "responsable de consejería",
        profiles.TEACHER: "docente",
        profiles.MENTOR: "mentor",
    },
}

SENTENCES: dict[str, dict[Because, str]] = {
    "en": {
        Because.ROLE: "you are {role}{place}",
        Because.NOBODY_ELSE: "you are {role}{place}, and nobody holds the role this would fall to",
        Because.COVER: "you cover for {person}{place}",
        Because.OWNER: "it is yours to do",
        Because.FORMER_OWNER: "it was yours to do",
        Because.GIVEN: "{person} gave it to you",
        Because.RESPONSIBLE: "you share responsibility for it with {person}",
        Because.AUTHOR: "you wrote it",
        Because.RAISED: "you raised it",
        Because.ASSIGNED: "it is assigned to you",
        Because.MENTIONED: "a comment names you",
        Because.WATCHING: "you watch it",
        Because.LADDER: "of the district's rule: after {days} school days it is told to the {role}{place}",
        Because.ADDRESSED: "it was said to you among others",
    },
    "es": {
        Because.ROLE: "su función es: {role}{place}",
        Because.NOBODY_ELSE: "su función es: {role}{place}; nadie tiene la función a la que le correspondería",
        Because.COVER: "usted sustituye a {person}{place}",
        Because.OWNER: "le corresponde hacerlo a usted",
        Because.FORMER_OWNER: "le correspondía hacerlo a usted",
        Because.GIVEN: "{person} se lo encargó",
        Because.RESPONSIBLE: "usted comparte la responsabilidad con {person}",
        Because.AUTHOR: "usted lo escribió",
        Because.RAISED: "usted lo planteó",
        Because.ASSIGNED: "está asignado a usted",
        Because.MENTIONED: "un comentario le menciona",
        Because.WATCHING: "usted lo sigue",
        Because.LADDER: "así lo dice la regla del distrito: después de {days} días de clases se avisa a {role}{place}",
        Because.ADDRESSED: "se dirigió a usted, entre otras personas",
    },
}
AT = {"en": " at {}", "es": " en {}"}
LEADING = {"en": "who leads {}", "es": "dirigir {}"}
SOMEBODY = {"en": "a colleague", "es": "un colega"}


@dataclass(frozen=True)
class Why:
    """A reason with the names in it; `school` is None for the district, and for a school nobody has told of yet."""

    because: Because
    role: str | None = None
    school: str | None = None
    person: str | None = None
    days: int | None = None


def say_why(why: Why, language: str) -> str:
    """The reason as it is put behind "Because": no capital, no full stop."""
    spoken = next((one for one in (language, language.partition("-")[0]) if one in SENTENCES), FALLBACK)
    return SENTENCES[spoken][why.because].format(
        role=_role(why.role or "", spoken),
        place=AT[spoken].format(why.school) if why.school else "",
        person=why.person or SOMEBODY[spoken],
        days=why.days,
    )


def _role(role: str, language: str) -> str:
    """What a role is called, or who leads a team that stands in its place."""
    if teams.is_team(role):
        return LEADING[language].format(teams.say_team(role, language))
    return ROLES[language].get(role, role.replace("_", " "))
