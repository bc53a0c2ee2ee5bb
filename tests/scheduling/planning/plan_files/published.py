"""Plans in the shapes districts publish them in, in words of our own: a strategic plan by years, a school plan by elements, and
a start-up plan by what a team does first. Days are of the school year after `TODAY`'s test district begins."""

from datetime import date, timedelta
from typing import Any

from shared.school_year import later
from tests.scheduling.factories import THIS_YEAR, TODAY


def ahead(days: int) -> str:
    """A day so many ahead."""
    return (TODAY + timedelta(days=days)).isoformat()


def activity(code: str, title: str, role: str, due: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An activity of every school that is done with a note."""
    facts = {"code": code, "title": title, "instructions": "", "owner_role": role, "targets": {"kind": "all"}}
    return {**facts, "due": due, "done_when": {"kind": "note"}, **more}


def on(days: int) -> dict[str, Any]:
    """Due on a day so many ahead."""
    return {"kind": "date", "on": ahead(days)}


ONGOING = {"kind": "ongoing"}

#: A strategic plan: several school years from a year of preparation on, who is responsible, resources, evidence wanted.
STRATEGIC: dict[str, Any] = {
    "title": "Strategic plan: one way of working",
    "school_year": THIS_YEAR,
    "last_school_year": later(THIS_YEAR, 4),
    "first_year_number": 0,
    "starts_on": TODAY.isoformat(),
    "ends_on": ahead(1500),
    "summary": "A year of preparation, a first year, and the years in which it is kept up.",
    "goals": [
        {
            "code": "G3",
            "title": "Students who need more are found in the same way everywhere",
            "objective": "Every student gets what they need",
            "theory_of_action": "If all schools look at the same data, help no longer depends on the building.",
            "key_outcomes": ["One list of interventions", "Teams that meet with data"],
            "measure": "Share of schools whose screener is complete",
            "unit": "percent",
            "baseline": 0.0,
            "benchmarks": [
                {"on": ahead(200), "value": 40.0, "note": "end of Year 0"},
                {"on": ahead(560), "value": 80.0},
            ],
            "target": 100.0,
            "target_on": ahead(1400),
            "strategies": [
                {
                    "code": "Y0",
                    "title": "Year 0: get ready",
                    "description": "",
                    "activities": [
                        activity(
                            *("Y0.1", "Set up data teams in schools and district", "principal", ONGOING),
                            years={"first": 0, "last": 0},
                            responsible=["Coordinator of supports", "Building administration"],
                            resources=["Manual", "Experience of administrators"],
                        ),
                        activity(
                            *("Y0.3", "Try out support for feelings and behavior", "counselor", on(180)),
                            starts_on=ahead(20),
                            years={"first": 0, "last": 0},
                            responsible=["Director of curriculum", "Director of student safety"],
                            costs=[
                                {
                                    "amount_cents": 1_800_000,
                                    "currency": "USD",
                                    "source": "Title IV",
                                    "purpose": "training",
                                }
                            ],
                            evidence_wanted="Groups are formed and their data gathered.",
                            status_words="R (target date revised)",
                        ),
                    ],
                },
                {
                    "code": "Y1",
                    "title": "Year 1 and after: do it everywhere",
                    "description": "",
                    "activities": [
                        activity(
                            *("Y1.1", "Keep one list of interventions in each building", "principal", ONGOING),
                            years={"first": 1, "last": 4},
                            responsible=["Six kinds of people", "Educational support team"],
                            evidence_wanted="Teachers bring it to child study meetings.",
                            notes="Approved by the board in spring.",
                        )
                    ],
                },
            ],
        }
    ],
}

#: A school plan by elements: where it stands and is to stand, why, what is done, how it is watched, two days.
ELEMENTS: dict[str, Any] = {
    "title": "Problem solving in three tiers",
    "school_year": THIS_YEAR,
    "summary": "",
    "goals": [
        {
            "code": code,
            "title": title,
            "root_cause": why,
            "measure": "Average of the rubric's element, 0 to 3",
            "unit": "score",
            "baseline": 0.0,
            "benchmarks": [{"on": ahead(60), "value": 1.1}, {"on": ahead(120), "value": 1.6}],
            "target": target,
            "target_on": ahead(200),
            "measured_by": {"instrument_code": "tfi", "what": "mean_share", "subscale": code.lower()},
            "strategies": [
                {
                    "code": f"{code}.S",
                    "title": what,
                    "description": "",
                    "activities": [
                        activity(
                            *(f"{code}.1", step, "counselor", on(190)),
                            follow_up_on=ahead(45),
                            responsible=["School counselors", "An assistant principal"],
                            evidence_wanted="A look each quarter at what was done.",
                            status_words="Pending",
                        )
                    ],
                }
            ],
        }
        for code, title, why, target, what, step in (
            *(
                (
                    "E4",
                    "Families take part",
                    "Nobody tells them how it works",
                    2.2,
                    "A letter for each referral",
                    "Send it",
                ),
            ),
            *(
                (
                    "E7",
                    "Data say why",
                    "Tiers are not kept to",
                    2.7,
                    "Look closely at Tier 1",
                    "Review it each quarter",
                ),
            ),
        )
    ],
}

#: A start-up plan: first steps by a team, meetings at an hour on a weekday of each month, a share of staff as evidence.
START_UP: dict[str, Any] = {
    "title": "Start of school-wide support for behavior",
    "school_year": THIS_YEAR,
    "starts_on": TODAY.isoformat(),
    "summary": "Year 1 get organized; year 2 do it; year 3 keep going.",
    "last_school_year": later(THIS_YEAR, 2),
    "goals": [
        {
            "code": "1",
            "title": "Commitment and a team",
            "measure": "Share of staff who agree",
            "unit": "percent",
            "baseline": 0.0,
            "target": 80.0,
            "target_on": ahead(200),
            "strategies": [
                {
                    "code": "1.S",
                    "title": "Begin",
                    "description": "",
                    "activities": [
                        activity(
                            *("1a", "Tell staff at a meeting", "principal", on(15)), responsible=["Team", "C. Elm"]
                        ),
                        activity(
                            *("1c", "Report at staff meetings", "school_coordinator", on(10)),
                            repeat={"rrule": "FREQ=MONTHLY;BYDAY=2WE", "on_non_school_day": "after"},
                        ),
                        activity(
                            *("1d", "Team meeting", "school_coordinator", on(5)),
                            repeat={"rrule": "FREQ=MONTHLY;BYDAY=1WE", "on_non_school_day": "after"},
                            hours={"starts_at": "15:30", "ends_at": "17:00"},
                        ),
                        activity(
                            *("3a", "Survey on line", "teacher", on(60)),
                            responsible=["All staff, each one"],
                            evidence_wanted="80 % of staff answer.",
                        ),
                    ],
                }
            ],
        }
    ],
}

PUBLISHED = {"strategic": STRATEGIC, "elements": ELEMENTS, "start_up": START_UP}
#: Of each, a sheet as a coordinator would type it: the names of columns are the district's.
SHEET = (
    "Plan,Year,Goal code,What elements will be addressed?,Measure,Unit,Current Average,Goal Average,Goal date,"
    "Why is it occurring?,Strategy code,What are we going to do about it?,Activity code,Action Plan,Role,Schools,"
    "How will we monitor?,Person(s) Responsible,Follow Up Date,Completion Date,Done,Status,Budget,Notes"
)


def typed(day: date, follow_up: date) -> str:
    """Two rows of such a sheet, the second of a goal and strategy merged over both."""
    days = f"{follow_up.month}/{follow_up.day}/{follow_up:%y},{day:%d-%b-%y}"
    first = (
        f"Families,{THIS_YEAR},E4,Families take part,Rubric,Score,0,2.2,{day.month}/{day.day}/{day:%y},Nobody tells them,"
        f"E4.S,A letter,E4.1,Send it,Counselor,All Schools,Checks each quarter,Counselors; Assistant Principal,{days},note,"
        "Pending,$200 from Title I,"
    )
    second = f",,,,,,,,,,,,E4.2,File the copy,Principal,all,,R. Alder,,{day:%d-%b-%y},manual,On-going,,Ask again"
    return "\n".join(("Our school's plan,,", SHEET, first, second))
