"""What words can mean."""

from enum import StrEnum


class CodeKind(StrEnum):
    """What a word is said of."""

    BEHAVIOR = "behavior"
    """What somebody did."""
    ACTION = "action"
    """What the school did about it."""
    MARK = "mark"
    """What somebody got in a course."""
    SUBJECT = "subject"
    """What a course is about."""


class Meaning(StrEnum):
    """What a word means here."""

    VIOLENCE = "violence"
    WEAPONS = "weapons"
    SUBSTANCES = "substances"
    HARASSMENT = "harassment"
    DISRUPTION = "disruption"
    PROPERTY = "property"
    TRUANCY = "truancy"
    SUSPENDED_OUT = "suspended_out"
    """Suspended from school."""
    SUSPENDED_IN = "suspended_in"
    """Suspended from class, and in the building."""
    EXPELLED = "expelled"
    DETENTION = "detention"
    PASSING = "passing"
    FAILING = "failing"
    NOT_GRADED = "not_graded"
    """It says neither: incomplete, withdrawn, audited."""
    ELA = "ela"
    """English language arts."""
    MATHEMATICS = "mathematics"
    SCIENCE = "science"
    SOCIAL_STUDIES = "social_studies"
    OTHER = "other"


#: Which a word of a kind can have.
OF_KIND: dict[CodeKind, frozenset[Meaning]] = {
    CodeKind.BEHAVIOR: frozenset(
        {
            *(Meaning.VIOLENCE, Meaning.WEAPONS, Meaning.SUBSTANCES, Meaning.HARASSMENT, Meaning.DISRUPTION),
            *(Meaning.PROPERTY, Meaning.TRUANCY, Meaning.OTHER),
        }
    ),
    CodeKind.ACTION: frozenset(
        {Meaning.SUSPENDED_OUT, Meaning.SUSPENDED_IN, Meaning.EXPELLED, Meaning.DETENTION, Meaning.OTHER}
    ),
    CodeKind.MARK: frozenset({Meaning.PASSING, Meaning.FAILING, Meaning.NOT_GRADED}),
    CodeKind.SUBJECT: frozenset(
        {Meaning.ELA, Meaning.MATHEMATICS, Meaning.SCIENCE, Meaning.SOCIAL_STUDIES, Meaning.OTHER}
    ),
}
