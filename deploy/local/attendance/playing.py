"""A definition, codes, three weeks of days; a band is crossed, somebody is asked and told; a correction undoes it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from deploy.local.attendance import feed
from deploy.local.callers import Caller
from deploy.local.report import Report
from deploy.local.sign_on import SignOn
from deploy.local.stack import Stack
from deploy.local.story import Story

SIS = ["attendance:write", "attendance:read"]
OFFICE = ["attendance-rules:read", "attendance-rules:write", "figures:read", "calendar:read"]
PRINCIPAL = ["attendance:read", "attendance-alerts:write", "tasks:read", "inbox:read"]
#: Of fewer students the district wants no number; ten is the usual.
SMALLEST = 40
TRIGGER = {
    **{"title": "One day of five missed", "kind": "band", "band": "severe", "tier": 3, "role": "principal"},
    **{"school_days": 3, "actions": ["work", "message"], "message_to": "role"},
}


@dataclass
class Cast:
    """Who takes part: the system, the office, a principal, the child they hear of, and all who go to school."""

    sis: Caller
    office: Caller
    principal: Caller
    name: str
    child: dict[str, Any]
    students: list[dict[str, Any]]
    days: list[date]


def play(
    stack: Stack,
    report: Report,
    sign_on: SignOn,
    bundle: Path,
    marks: dict[str, dict[str, Any]],
    name: str,
    timezone: str,
    keepsakes: Path,
) -> dict[str, Any]:
    """Returns what the steps found."""
    story = Story(stack, report, sign_on, name, timezone, keepsakes)
    report.title(f"{name}: a day missed, explained, acted on, corrected")
    story.import_roster(bundle)
    story.tend_directory(marks)
    cast = _cast(story)
    _say_what_counts(story, cast)
    _want_to_know(story, cast)
    _report_weeks(story, cast)
    _see(story, cast, "asked")
    _explain(story, cast)
    _correct(story, cast)
    _count(story, cast)
    report.end()
    return story.outcome


def _cast(story: Story) -> Cast:
    """A principal, by name the first, and the first student of their school."""
    held = [one for one in story.roles if one["role"] == "principal" and one["school"]]
    first = min(held, key=lambda one: story.order(one["staff"]["id"]))
    who = first["staff"]["id"]
    admin = story.admin
    students = sorted(
        (one for one in admin.all("assessment", "/v1/students") if one["school"]), key=lambda one: str(one["source_id"])
    )
    child = next(one for one in students if one["school"]["id"] == first["school"]["id"])
    office = admin.as_client("District office", OFFICE)
    return Cast(
        sis=admin.as_client("Attendance feed", SIS),
        office=office,
        principal=admin.as_client("Principal's front end", PRINCIPAL, who),
        name=story.name(who),
        child=child,
        students=students,
        days=feed.school_days(office, story.today),
    )


def _say_what_counts(story: Story, cast: Cast) -> None:
    story.report.step("The district says what counts as absent, and what the codes of its system mean")
    presets = cast.office.get("assessment", "/v1/attendance-definition-presets")["items"]
    chosen = next(one["definition"] for one in presets if one["code"] == "us_edfacts")
    draft = cast.office.post("assessment", "/v1/attendance-definitions", chosen)
    adopted = cast.office.post("assessment", f"/v1/attendance-definitions/{draft['id']}/adopt")
    bands = ", ".join(
        f"{band['code']} from {band['starts_at']['numerator']}/{band['starts_at']['denominator']}"
        for band in adopted["bands"]
    )
    story.report.asked("POST /v1/attendance-definitions/{id}/adopt", f"{adopted['title']}: {adopted['state']}")
    story.report.line(f"bands: {bands}; at least {adopted['minimum_days']} days enrolled")
    for code, category in feed.CODES.items():
        cast.office.post("assessment", "/v1/attendance-codes", {"code": code, "category": category})
    story.report.asked("POST /v1/attendance-codes", ", ".join(f"{code} = {of}" for code, of in feed.CODES.items()))
    story.outcome["definition"] = adopted


def _want_to_know(story: Story, cast: Cast) -> None:
    story.report.step("It wants principals to be asked and told when a student has missed one day of five")
    made = cast.office.post("assessment", "/v1/attendance-triggers", TRIGGER)
    url = f"/v1/attendance-triggers/{made['id']}"
    tried = cast.office.post("assessment", f"{url}/try", {"school_year": _year(cast)})
    story.report.asked(f"POST {url}/try", f"so far {tried['students']} students; nothing is raised")
    active = cast.office.post("assessment", f"{url}/activate")
    story.report.asked(f"POST {url}/activate", f"{active['state']}; actions: {', '.join(active['actions'])}")
    story.outcome["trigger"] = active


def _report_weeks(story: Story, cast: Cast) -> None:
    story.report.step(
        f"The system reports three weeks, {cast.days[0]} to {cast.days[-1]}, of {len(cast.students):,} students"
    )
    schools = sorted({one["school"]["id"] for one in cast.students})
    found = []
    for number, rows in enumerate(feed.weeks(cast.students, cast.child, cast.days)):
        week = cast.days[number * feed.WEEK : (number + 1) * feed.WEEK]
        began = datetime.now(UTC)
        told = feed.report(cast.sis, f"week-{number + 1}", rows, schools, (week[0], week[-1]))
        story.wait(began)
        stands = _standing(story, cast)
        story.report.asked(
            f"POST /v1/bulk/attendance-events?batch=week-{number + 1}&covers=exceptions",
            f"{told['batch']['row_count']} rows, {len(told['faults'])} faults",
        )
        band = stands["band"] or f"none, {stands['no_figure']}"
        story.report.line(f"one student: {stands['days_absent']} of {stands['days_enrolled']} days missed, band {band}")
        found.append(stands)
    story.outcome["weeks"] = found


def _see(story: Story, cast: Cast, what: str) -> None:
    """What is asked of the principal, what they are told, and the alerts behind it."""
    if what == "asked":
        story.report.step("The band is crossed: the principal is asked to look, and told, by a count and no name")
    day = cast.principal.get("scheduling", "/v1/my-day")
    tasks = [one for name, some in day.items() if isinstance(some, list) for one in some if _is_of_attendance(one)]
    messages = [one for one in cast.principal.all("notifications", "/v1/inbox") if one["kind"] == "attendance_alerts"]
    alerts = cast.principal.all("assessment", "/v1/attendance-alerts", state="open")
    story.report.asked("GET /v1/my-day", f"{len(tasks)} to do" + "".join(f": {one['title']}" for one in tasks))
    story.report.heard(cast.name, [one["subject"] for one in messages])
    story.report.asked("GET /v1/attendance-alerts?state=open", f"{len(alerts)} open")
    story.outcome[what] = {"tasks": tasks, "messages": messages, "alerts": alerts}


def _explain(story: Story, cast: Cast) -> None:
    story.report.step("The principal asks why: the days, the code of each, the rule")
    url = f"/v1/students/{cast.child['id']}/attendance/explain"
    told = cast.principal.get("assessment", url, school_year=_year(cast))
    story.report.asked("GET /v1/students/{id}/attendance/explain", f"by {told['rule']['title']}")
    for day in told["days"]:
        story.report.line(f"{day['day']}  {day['code']}  {day['outcome']}: counts as {day['counts_as']}")
    story.outcome["explained"] = told


def _correct(story: Story, cast: Cast) -> None:
    story.report.step("One of the days was a mistake: its correction undoes the alert, the work and the message")
    began = datetime.now(UTC)
    mended = feed.row(cast.child, cast.days[2 * feed.WEEK], feed.PRESENT)
    feed.report(cast.sis, "corrections", [mended], [], None)
    story.report.asked("POST /v1/bulk/attendance-events?batch=corrections", f"{mended['day']}: {feed.PRESENT}")
    story.settled(began)
    stands = story.outcome["mended"] = _standing(story, cast)
    story.report.line(
        f"the student: {stands['days_absent']} of {stands['days_enrolled']} days missed, band {stands['band']}"
    )
    _see(story, cast, "corrected")
    (alert,) = cast.principal.all("assessment", "/v1/attendance-alerts", student_id=cast.child["id"])
    story.report.line(f"the alert is {alert['state']}")
    before = cast.principal.get(
        "assessment",
        f"/v1/students/{cast.child['id']}/attendance",
        school_year=_year(cast),
        as_of=began.isoformat(),
    )
    story.report.line(f"as it was known before: {before['items'][0]['days_absent']} days missed")
    story.outcome["alert"], story.outcome["as_known"] = alert, before


def _count(story: Story, cast: Cast) -> None:
    story.report.step("The week is counted: schools and grades beside each other, and no number of a few")
    settings = cast.office.get("assessment", "/v1/attendance-figure-settings")
    wish = {name: settings[name] for name in ("subgroups", "measures")} | {"smallest": SMALLEST}
    cast.office.put("assessment", "/v1/attendance-figure-settings", wish, settings["version"])
    story.report.asked("PUT /v1/attendance-figure-settings", f"no number of fewer than {SMALLEST} students")
    cast.office.post_nothing("assessment", "/v1/attendance-figures/make")
    year = _year(cast)
    whole = cast.office.get("assessment", "/v1/attendance-figures", by="district", school_year=year)
    rows = cast.office.get("assessment", "/v1/attendance-figures", by="school_grade", school_year=year)["items"]
    hidden = [one for one in rows if one["suppressed"]]
    (all_of_them,) = whole["items"]
    story.report.asked(
        "GET /v1/attendance-figures?by=district",
        f"as of {whole['as_of']}: {all_of_them['chronic']} of {all_of_them['students']:,} chronically absent",
    )
    story.report.asked(
        "GET /v1/attendance-figures?by=school_grade", f"{len(rows)} groups, {len(hidden)} without a number"
    )
    lines = [
        [
            f"{one['grade']} {one['school']['name']}"[:34],
            *(str(one[name]) if one[name] is not None else "–" for name in ("students", "chronic")),
            one["suppressed"] or "",
        ]
        for one in [*hidden[:3], *(one for one in rows if not one["suppressed"])][:6]
    ]
    story.report.table(["group", "students", "chronically absent", "suppressed"], lines)
    story.outcome["figures"], story.outcome["groups"] = whole, rows


def _standing(story: Story, cast: Cast) -> dict[str, Any]:
    path = f"/v1/students/{cast.child['id']}/attendance"
    (found,) = story.admin.get("assessment", path, school_year=_year(cast))["items"]
    return dict(found)


def _year(cast: Cast) -> str:
    first = cast.days[-1].year - (cast.days[-1].month < 7)
    return f"{first}-{(first + 1) % 100:02}"


def _is_of_attendance(one: Any) -> bool:
    return isinstance(one, dict) and "attendance-alerts" in str(one)
