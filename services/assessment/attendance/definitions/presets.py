"""Definitions as governments publish them, each with its source. A district adopts one, or writes its own beside it."""

from dataclasses import dataclass
from fractions import Fraction

from services.assessment.attendance.codes.categories import Category
from services.assessment.attendance.definitions.rules import Definition, Unreported, tenths

HALF = Fraction(1, 2)
#: The bands of the success-mentor programme; chronic absence is one tenth of the days enrolled or more (EDFacts FS195).
LADDER = tenths(("satisfactory", 0, False), ("at_risk", 5, False), ("moderate", 10, True), ("severe", 20, True))
#: Excused, unexcused and suspensions alike.
EVERY_ABSENCE = frozenset({Category.EXCUSED, Category.UNEXCUSED, Category.SUSPENDED_OUT, Category.INDEPENDENT_STUDY})


@dataclass(frozen=True)
class Preset:
    """A definition with its name and where it stands."""

    code: str
    title: str
    authority: str
    definition: Definition


def _preset(
    code: str, title: str, authority: str, minimum_days: int, unreported: Unreported = Unreported.EXCLUDED
) -> Preset:
    rule = Definition(HALF, minimum_days, EVERY_ABSENCE, None, unreported, LADDER)
    return Preset(code, title, authority, rule)


PRESETS = {
    preset.code: preset
    for preset in (
        _preset(
            "us_edfacts",
            "Federal reporting (EDFacts)",
            "EDFacts FS195, DG814: 10 % of days enrolled or more, at least 10 days enrolled at the school; a day counts when "
            "half of it or more is missed, excused, unexcused and suspended alike.",
            10,
        ),
        _preset(
            "us_ca",
            "California",
            "CALPADS glossary: more than 30 expected days; excused and unexcused absences, out-of-school suspensions and "
            "independent study not done as agreed; in-school suspension is attendance. It states no share of the day: half is "
            "taken, as federally.",
            31,
        ),
        _preset("us_me", "Maine", "Maine DOE: at least 10 days enrolled; half of the day or more.", 10),
        _preset(
            "us_sc",
            "South Carolina",
            "South Carolina: a day counts when 50 percent or more of the instructional day is missed, for any reason.",
            10,
        ),
        _preset(
            "us_ny",
            "New York",
            "New York SIRS-361: 0-4, 5-9 and 10 percent or more; a student nobody reported on a day is absent on it.",
            10,
            Unreported.ABSENT,
        ),
    )
}
#: What holds until a district adopts another.
USUAL = PRESETS["us_edfacts"]
