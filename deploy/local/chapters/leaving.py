"""A principal leaves: the roster says so, open tasks go to the successor, both are notified."""

import csv
import email
import email.policy
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.local.chapters.people import successor as successor_at
from deploy.local.story import Story

ROLES = ("principal", "school_coordinator")


def play(story: Story) -> None:
    """Somebody who leads a school is succeeded."""
    story.report.step("A principal leaves: the tasks go to the successor, and both are notified")
    leaver = _leaver(story)
    if leaver is None:
        story.report.line("nobody at a school holds by roster a role that has open tasks: nobody can leave here")
        return
    role, former = leaver["role"], leaver["staff"]["id"]
    delta = story.bundle.parent / "leaving.zip"
    if not _write_delta(story, leaver, delta):
        story.report.line("the bundle lists no roles one by one: the next roster must say who left")
        return
    school = story.schools[leaver["school"]["id"]]
    successor = successor_at(story, school["id"])
    wish = {"staff_id": successor, "role": role, "school_id": school["id"], "starts_on": str(story.today)}
    began = datetime.now(UTC)
    story.admin.post("partners", "/v1/role-assignments", wish)
    story.report.asked("POST /v1/role-assignments", f"{story.name(successor)} is {role} of {school['name']} too")
    story.wait(began)
    story.news(successor)
    url = f"/v1/role-assignments/{leaver['id']}"
    story.refused(
        f"PATCH {url}: ended by hand",
        lambda: story.admin.patch("partners", url, {"ends_on": str(story.today)}, leaver["version"]),
    )
    foretold = story.people["district_coordinator"].get("scheduling", "/v1/handover-preview", staff_id=former)
    story.report.asked(
        "GET /v1/handover-preview",
        f"{foretold['task_count']} tasks would need an owner other than {story.name(former)}",
    )
    story.report.line("so the student information system sends what changed:")
    old_mails = set(story.stack.mails.glob("*.eml"))
    story.send_roster(delta)
    mine = {"plan_id": story.plan["id"], "school_id": school["id"], "state": "open"}
    left = story.admin.all("scheduling", "/v1/tasks", **mine, owner_id=former)
    taken = story.admin.all("scheduling", "/v1/tasks", **mine, owner_id=successor)
    # Whoever holds no role any more is let in nowhere: what the former one hears comes by mail.
    told = {former: _mailed(story, former, old_mails), successor: story.news(successor)}
    story.report.line(f"open tasks at {school['name']} that are {story.name(successor)}'s now: {len(taken)}")
    for who, subjects in told.items():
        story.report.heard(story.name(who), subjects)
    reader = story.person(successor)
    (handover,) = reader.all("scheduling", "/v1/handovers", former_owner_id=former, new_owner_id=successor)
    page = reader.get("scheduling", f"/v1/handovers/{handover['id']}")
    story.report.asked(
        f"GET /v1/handovers/{handover['id']}",
        ", ".join(f"{len(page[name])} {name}" for name in ("overdue", "upcoming", "later")),
    )
    for task in (*page["overdue"], *page["upcoming"], *page["later"])[:3]:
        story.report.line(f"due {task['due_on']}: {task['title']}")
    story.outcome["leaving"] = {
        "foretold": foretold,
        "page": page,
        "role": role,
        "left": len(left),
        "taken": len(taken),
        "told": {"former": told[former], "new": told[successor]},
    }


def _mailed(story: Story, staff_id: str, before: set[Path]) -> list[str]:
    """Subjects of the mails somebody has got since."""
    new = sorted(set(story.stack.mails.glob("*.eml")) - before)
    mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in new]
    return [str(mail["Subject"]) for mail in mails if mail["X-Envelope-To"] == story.staff[staff_id]["email"]]


def _leaver(story: Story) -> dict[str, Any] | None:
    """The first school lead with open tasks there, principals before others."""
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], state="open", unowned=False)
    counts = Counter((task["owner"]["id"], task["school"]["id"]) for task in tasks)
    one_school = Counter(entry["staff"]["id"] for entry in story.roles)
    held = [
        entry
        for entry in story.roles
        if entry["role"] in ROLES
        and entry["granted_by"] == "roster"
        and counts[entry["staff"]["id"], entry["school"]["id"]]
        and one_school[entry["staff"]["id"]] == 1
    ]
    return min(
        held,
        key=lambda entry: (ROLES.index(entry["role"]), story.schools[entry["school"]["id"]]["local_code"], entry["id"]),
        default=None,
    )


def _write_delta(story: Story, leaver: dict[str, Any], path: Path) -> bool:
    """A delta bundle in which this role is gone; False if the district's bundle has no file of roles."""
    staff, school = story.staff[leaver["staff"]["id"]], story.schools[leaver["school"]["id"]]
    with zipfile.ZipFile(story.bundle) as bundle:
        names = {name.lower(): name for name in bundle.namelist()}
        if "roles.csv" not in names:
            return False
        manifest = [dict(row) for row in _rows(bundle, names["manifest.csv"])]
        roles = list(_rows(bundle, names["roles.csv"]))
    gone = [
        {**row, "status": "tobedeleted", "dateLastModified": datetime.now(UTC).isoformat(timespec="seconds")}
        for row in roles
        if (row["userSourcedId"], row["orgSourcedId"]) == (staff["source_id"], school["source_id"])
    ]
    for line in manifest:
        if line["propertyName"].startswith("file."):
            line["value"] = "delta" if line["propertyName"] == "file.roles" else "absent"
    with zipfile.ZipFile(path, "w") as delta:
        delta.writestr("manifest.csv", _csv(manifest))
        delta.writestr("roles.csv", _csv(gone))
    return bool(gone)


def _rows(bundle: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(bundle.read(name).decode("utf-8-sig"), newline=""))


def _csv(rows: list[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(text, rows[0], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
