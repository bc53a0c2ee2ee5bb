"""Why something is somebody's, in plain words, in every language messages are written in."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared import teams
from shared.directory.starting_catalogue import STARTING
from shared.events.next_to_act import Because

FALLBACK = "en"


def within(name: str) -> str:
    """A role's name inside a sentence: its first letter small, unless its first word has a spelling of its own."""
    first = name.partition(" ")[0]
    return name if first[1:] != first[1:].lower() else name[:1].lower() + name[1:]


ROLES = {
    "en": {role.code: within(role.en) for role in STARTING},
    "es": {role.code: within(role.es) for role in STARTING},
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
        Because.POOL: "it waits for whoever of you takes it",
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
        Because.POOL: "espera a quien de ustedes lo tome",
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
    #: What the district calls the role, where that is its own word.
    role_names: Mapping[str, str] | None = None


def say_why(why: Why, language: str) -> str:
    """The reason as it is put behind "Because": no capital, no full stop."""
    spoken = next((one for one in (language, language.partition("-")[0]) if one in SENTENCES), FALLBACK)
    return SENTENCES[spoken][why.because].format(
        role=_role(why, spoken),
        place=AT[spoken].format(why.school) if why.school else "",
        person=why.person or SOMEBODY[spoken],
        days=why.days,
    )


def _role(why: Why, spoken: str) -> str:
    """What a role is called, or who leads a team that stands in its place."""
    role = why.role or ""
    if teams.is_team(role):
        return LEADING[spoken].format(teams.say_team(role, spoken))
    if why.role_names:
        return within(why.role_names.get(spoken) or why.role_names[FALLBACK])
    return ROLES[spoken].get(role, role.replace("_", " "))
