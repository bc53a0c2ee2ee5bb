"""A small district as it is, from one night to the next, and what its systems export of it."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.assessment import bundles
from tests.assessment.bundles import enrollment, role, user
from tests.assessment.roster.roster_imports.factories import Files

GRADES = ("KG", "01", "02", "03", "04", "05")
SCHOOLS = tuple(bundles.SCHOOLS)
#: The first day of each school year, and its last; a Monday and a Friday.
YEARS = ((2027, date(2026, 8, 31), date(2027, 6, 11)), (2028, date(2027, 8, 30), date(2028, 6, 9)))
#: When the second one is rolled over to, in the systems.
ROLL_OVER = date(2027, 7, 15)


@dataclass
class Child:
    """A student."""

    id: str
    family: str
    grade: int
    school: str
    mail: str

    @property
    def guardian(self) -> str:
        return f"g{self.id}"


@dataclass
class Truth:
    """Who is there, by whichever day; a seed makes all of it."""

    seed: int
    children: dict[str, Child] = field(default_factory=dict)
    staff: dict[str, tuple[str, str]] = field(default_factory=dict)
    year: int = 2027
    newest: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        for number in range(60):
            self.come(grade=number % 6, school=SCHOOLS[number % 3])
        for number in range(9):
            self.staff[f"t{number}"] = ("teacher", SCHOOLS[number % 3])
        for number, school in enumerate(SCHOOLS):
            self.staff[f"p{number}"] = ("principal", school)

    def live(self, first: date, days: int) -> None:
        """So many days pass, without anybody telling of them."""
        for number in range(days):
            self.pass_a_day()
            if first + timedelta(days=number) == ROLL_OVER:
                self.roll_over()

    def come(self, grade: int, school: str) -> None:
        """Somebody enrols."""
        id_ = f"{self.newest:06d}"
        self.newest += 1
        self.children[id_] = Child(id_, f"Child{id_}", grade, school, f"g{id_}@example.org")

    def pass_a_day(self) -> None:
        """What happens in a day: mostly nothing; somebody moves, is renamed, leaves or comes, and a teacher changes schools."""
        pick = self.dice.choice
        child = self.children[pick(sorted(self.children))]
        match self.dice.randrange(20):
            case 0:
                child.school = pick(SCHOOLS)
            case 1 | 2:
                child.family = f"Name{self.dice.randrange(1000)}"
            case 3 | 4:
                child.mail = f"m{self.dice.randrange(1000)}@example.org"
            case 5 if len(self.children) > 58:
                del self.children[child.id]
            case 6 if len(self.children) < 62:
                self.come(self.dice.randrange(6), pick(SCHOOLS))
            case 7:
                self.staff[f"t{self.dice.randrange(9)}"] = ("teacher", pick(SCHOOLS))

    def roll_over(self) -> None:
        """The oldest leave, the others are a grade older, as many come; classes and sessions are new."""
        for child in [*self.children.values()]:
            child.grade += 1
            if child.grade == len(GRADES):
                del self.children[child.id]
                self.come(0, child.school)
        self.year += 1

    def export(self) -> Files:
        """The whole roster."""
        year, first, last = next(one for one in YEARS if one[0] == self.year)
        span = {"beginDate": first.isoformat(), "endDate": last.isoformat()}
        found: Files = {
            "academicSessions": [
                {
                    **{"sourcedId": f"y{year}", "title": f"{year - 1}-{year}", "type": "schoolYear"},
                    **{"startDate": first.isoformat(), "endDate": last.isoformat(), "parentSourcedId": ""},
                    "schoolYear": str(year),
                }
            ],
            "orgs": bundles.files(0)["orgs"],
            "courses": bundles.files(0)["courses"],
            **{name: [] for name in ("classes", "users", "roles", "demographics", "enrollments")},
        }
        for school in SCHOOLS:
            found["classes"].append(
                {
                    **bundles.files(0)["classes"][0],
                    **{"sourcedId": f"k{year}-{school}", "schoolSourcedId": school, "termSourcedIds": f"y{year}"},
                }
            )
        for id_, (what, school) in self.staff.items():
            found["users"].append(user(id_, "Tea", id_, school))
            found["roles"].append({**role(id_, what, school), "sourcedId": f"r-{id_}"})
        for child in self.children.values():
            self._list(found, child, f"k{year}-{child.school}", span)
        return found

    def _list(self, found: Files, child: Child, class_: str, span: dict[str, str]) -> None:
        about = {"grades": GRADES[child.grade], "identifier": child.id, "agentSourcedIds": child.guardian}
        found["users"] += [
            user(child.id, "Gina", child.family, child.school, **about),
            user(child.guardian, "Gus", child.family, child.school, email=child.mail),
        ]
        found["roles"] += [
            {**role(child.id, "student", child.school), "sourcedId": f"r-{child.id}"},
            {**role(child.guardian, "parent", child.school), "sourcedId": f"r-{child.guardian}"},
        ]
        found["demographics"].append({"sourcedId": child.id, "birthDate": "2018-02-03", "sex": "female"})
        at = {"classSourcedId": class_, "schoolSourcedId": child.school}
        found["enrollments"].append(enrollment(f"e-{child.id}-{class_}", child.id, "student", **at, **span))

    def absent(self, day: date) -> dict[str, str]:
        """Who is not at school on a day: about one in twelve; the code of each."""
        dice = random.Random(f"{self.seed}-{day}")
        return {id_: dice.choice("UE") for id_ in sorted(self.children) if dice.random() < 0.08}


def school_days() -> set[date]:
    """Monday to Friday within the school years."""
    found = set()
    for _, first, last in YEARS:
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return {day for day in found if day.weekday() < 5}


def rows_of(absent: dict[str, str], truth: Truth, day: date) -> list[dict[str, Any]]:
    """A day's report."""
    return [
        {
            **{"student_source_id": id_, "school_source_id": truth.children[id_].school},
            **{"day": day.isoformat(), "code": code},
        }
        for id_, code in absent.items()
    ]
