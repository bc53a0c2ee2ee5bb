"""Words and years of what is sent, without I/O."""

from datetime import date

from shared.school_year import FIRST_MONTH

_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
    ),
)
#: Grades as the roster has them, by those words and Ed-Fi's, in lower case.
_GRADES = {
    **{f"{word} grade": f"{number:02}" for number, word in enumerate(_ORDINALS, 1)},
    **{f"{number:02}": f"{number:02}" for number in range(1, 14)},
    **{str(number): f"{number:02}" for number in range(1, 14)},
    **{code.lower(): code for code in ("IT", "PR", "PK", "TK", "KG", "PS", "UG", "Other")},
    **{
        "infant/toddler": "IT",
        "preschool": "PR",
        "preschool/prekindergarten": "PK",
        "prekindergarten": "PK",
        "grade 13": "13",
    },
    **{"transitional kindergarten": "TK", "kindergarten": "KG", "postsecondary": "PS", "ungraded": "UG"},
}


def grade_of(sent: str) -> str | None:
    """The grade that a word, or the last word of an Ed-Fi descriptor, means; None: nobody knows."""
    return _GRADES.get(" ".join(sent.rpartition("#")[2].lower().split()))


def years_of(first_on: date, last_on: date) -> list[date]:
    """A day of each school year from one day to another."""
    first, last = (day.year - (day.month < FIRST_MONTH) for day in (first_on, last_on))
    return [date(year, FIRST_MONTH, 1) for year in range(min(first, last), last + 1)]
