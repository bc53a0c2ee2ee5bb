"""The main job from end to end, as its people would do it: roster, plan, approval, tasks, messages, evidence, roll-up."""

import asyncio
import email
import email.policy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.local import roster_roles
from deploy.local.callers import Caller, Refused, read_and_approve
from deploy.local.effects import Effects, settle
from deploy.local.report import Report
from deploy.local.scoring import answers, fraction
from deploy.local.sign_on import Member, Person, SignOn
from deploy.local.stack import Stack
from shared import clock

SAMPLE = Path(__file__).parent / "sample"
SIS_SCOPES = ["roster:read", "roster:write", "directory:read"]
PERSON_SCOPES = [
    *("administrations:read", "administrations:write", "barriers:read", "barriers:triage", "barriers:write"),
    *("calendar:read", "calendar:write", "directory:read", "inbox:read", "inbox:write", "instruments:read"),
    *("instruments:write", "plans:approve", "plans:publish", "plans:read", "plans:write", "rollups:read"),
    *("tasks:read", "tasks:write"),
]


class Story:
    """One run of the story. `outcome` keeps what the steps found, for whoever checks it."""

    def __init__(
        self, stack: Stack, report: Report, sign_on: SignOn, district_name: str, timezone: str, keepsakes: Path
    ) -> None:
        self.stack = stack
        self.sign_on = sign_on
        self.report = report
        self.zone = ZoneInfo(timezone)
        self.keepsakes = keepsakes
        self.outcome: dict[str, Any] = {}
        printed = stack.command("districts", "create", district_name, "--timezone", timezone)
        facts = dict(line.split(None, 1) for line in printed.splitlines())
        self.admin = Caller(stack, facts["client_id"], facts["client_secret"], "district administration")
        self.people: dict[str, Caller] = {}
        self.worker: Caller | None = None
        self.members: dict[str, Member] = {}
        self.callers: dict[str, Person] = {}
        self.read: dict[str, set[str]] = {}

    @cached_property
    def today(self) -> date:
        """The district's day."""
        return clock.day_in(self.zone.key, clock.now())

    def person(self, staff_id: str) -> Person:
        """Somebody who signs in."""
        if staff_id not in self.callers:
            self.callers[staff_id] = Person(self.stack, self.sign_on, self.members[staff_id])
        return self.callers[staff_id]

    def name(self, staff_id: str) -> str:
        """As people call them."""
        return f"{self.staff[staff_id]['given_name']} {self.staff[staff_id]['family_name']}"

    def order(self, staff_id: str) -> tuple[str, str]:
        """People in the same order at every run, which their ids are not."""
        return str(self.staff[staff_id]["email"] or ""), str(self.staff[staff_id]["source_id"] or staff_id)

    def activities(self) -> list[dict[str, Any]]:
        """Every activity of the plan."""
        strategies = [strategy for goal in self.plan["goals"] for strategy in goal["strategies"]]
        return [activity for strategy in strategies for activity in strategy["activities"]]

    def place(self, task: dict[str, Any]) -> tuple[str, str, str]:
        """Tasks in the same order at every run."""
        return task["due_on"], task["activity_code"], self.schools[task["school"]["id"]]["local_code"]

    def news(self, staff_id: str) -> list[str]:
        """Subjects of what came into somebody's inbox since they last looked, oldest first."""
        entries = self.person(staff_id).all("notifications", "/v1/inbox")
        seen = self.read.setdefault(staff_id, set())
        new = sorted((entry for entry in entries if entry["id"] not in seen), key=lambda entry: entry["id"])
        seen.update(entry["id"] for entry in new)
        return [entry["subject"] for entry in new]

    def changed(self, change_id: str | None) -> list[dict[str, Any]]:
        """The messages that told people of a change to many tasks."""
        found = self.admin.all("notifications", "/v1/messages", kind="tasks_changed")
        return [message for message in found if message["facts"]["change_id"] == change_id]

    def keep(self, name: str, text: str) -> Path:
        """Write something down that is worth keeping, and say where."""
        self.keepsakes.mkdir(parents=True, exist_ok=True)
        path = self.keepsakes / name
        path.write_text(text)
        self.report.line(f"kept: {path}")
        return path

    def wait(self, since: datetime) -> Effects:
        """Wait for all effects of a step."""
        with self.report.working("waiting for the last effect"):
            return asyncio.run(settle(self.stack, since))

    def settled(self, since: datetime, committed: datetime | None = None) -> Effects:
        """Wait for all effects of a step and report them."""
        effects = self.wait(since)
        self.report.effects(effects, effects.seconds_after(committed or since))
        return effects

    def import_roster(self, bundle: Path) -> None:
        """A SIS sends its OneRoster bundle; the directory of all services follows."""
        self.report.step(
            f"The student information system sends its roster ({bundle.name}, {bundle.stat().st_size:,} bytes)"
        )
        self.bundle = bundle
        roster_roles.let(self.admin, self.report)
        self.outcome["import"] = self.send_roster(bundle)

    def send_roster(self, bundle: Path) -> dict[str, Any]:
        """Have a bundle imported and wait until everything has followed; returns the job."""
        sis = self.admin.as_client("Nightly SIS sync", SIS_SCOPES)
        began = datetime.now(UTC)
        job = self._upload(sis, bundle)
        while job["state"] in ("queued", "running"):
            self.stack.look()
            with self.report.working(f"importing {job['progress'].get('file') or 'the roster'}"):
                job = sis.get("assessment", f"/v1/roster-imports/{job['id']}")
        if job["state"] not in ("finished", "finished_with_faults"):
            raise RuntimeError(f"the roster import ended as {job['state']}: {job['refusal']}")
        self.report.asked("POST /v1/roster-imports", f"202, then {job['state']}")
        for name, counts in job["files"].items():
            self.report.line(f"{name:<22}" + "  ".join(f"{count:,} {what}" for what, count in counts.items() if count))
        self.settled(began, datetime.fromisoformat(job["finished_at"]))
        return job

    def tend_directory(self, marks: dict[str, dict[str, Any]]) -> None:
        """The district adds its own words to the schools: tags and cohorts."""
        self.report.step("The district tags its schools")
        began = datetime.now(UTC)
        if marks:
            items = [{"local_code": code, **words} for code, words in marks.items()]
            result = self.admin.post("partners", "/v1/bulk/schools", {"items": items})
            self.report.asked("POST /v1/bulk/schools", f"{result['done']} rows done, {result['refused']} refused")
        self.schools = {school["id"]: school for school in self.admin.all("partners", "/v1/schools")}
        today = self.today.isoformat()
        self.roles = self.admin.all("partners", "/v1/role-assignments", held_on=today)
        self.staff = {person["id"]: person for person in self.admin.all("partners", "/v1/staff")}
        self.report.line(f"{len(self.schools)} schools, {len(self.staff)} staff, {len(self.roles)} roles held today")
        self._ensure_school_year()
        self.settled(began)
        self.outcome["schools"], self.outcome["staff"] = len(self.schools), len(self.staff)

    def bring_plan(self, plan_file: Path) -> None:
        """Draft → submitted → returned → submitted → approved → published."""
        coordinator, executive = self.people["district_coordinator"], self.people["executive_leader"]
        self.report.step(
            "The district coordinator sends the plan; the executive leader returns it once, then approves it"
        )
        file = {"content": plan_file.read_bytes(), "headers": {"Content-Type": "application/yaml"}}
        plan = coordinator.call("scheduling", "POST", "/v1/plan-imports", **file).json()
        url = f"/v1/plans/{plan['id']}"
        activities = [a for goal in plan["goals"] for strategy in goal["strategies"] for a in strategy["activities"]]
        strategies = sum(len(goal["strategies"]) for goal in plan["goals"])
        self.report.asked(
            "POST /v1/plan-imports",
            f"draft: {len(plan['goals'])} goals, {strategies} strategies, {len(activities)} activities",
        )
        coordinator.post("scheduling", f"{url}/submit")
        self.report.asked(f"POST {url}/submit", "submitted")
        reason = {"reason": "Say in the summary how schools get help when something stands in their way."}
        plan = executive.post("scheduling", f"{url}/return", reason)
        self.report.asked(f"POST {url}/return", f"returned: {plan['returned_reason']}")
        summary = f"{plan['summary']} Schools that meet an obstacle tell the district team, who answer within a week."
        plan = coordinator.patch("scheduling", url, {"summary": summary.strip()}, plan["version"])
        plan = coordinator.post("scheduling", f"{url}/submit")
        self.refused(
            "its author tries to approve it",
            lambda: coordinator.post("scheduling", f"{url}/approve", {"content_hash": plan["content_hash"]}),
        )
        preview, plan = read_and_approve(executive, url, plan["content_hash"])
        self.outcome["preview"] = preview
        totals = ", ".join(f"{count} {what}" for what, count in preview["totals"].items())
        self.report.asked(f"GET {url}/preview", f"{totals}; warnings: {len(preview['warnings'])}")
        months = [f"{month}: {facts['tasks']}" for month, facts in sorted(preview["months"].items())]
        self.report.line(f"tasks by month  {', '.join(months)}")
        for warning in preview["warnings"]:
            self.report.line(f"beware: {warning['words']}")
        self.report.asked(f"POST {url}/approve", f"approved exactly {plan['approved_hash'][:12]}…")

        self.report.step("The plan is published: every targeted school has its tasks, every owner one message")
        began = datetime.now(UTC)
        plan = coordinator.post("scheduling", f"{url}/publish")
        self.report.asked(f"POST {url}/publish", f"{plan['task_count']} tasks in {plan['school_count']} schools")
        self.settled(began, datetime.fromisoformat(plan["published_at"]))
        self.plan = plan
        self.outcome["plan"] = plan
        self._show_schools()

    def show_messages(self) -> None:
        """One message a person, in the inbox and by mail."""
        self.report.step("The owners are notified once: inbox and e-mail")
        messages = self.admin.all("notifications", "/v1/messages", plan_id=self.plan["id"])
        deliveries = self.admin.all("notifications", "/v1/deliveries")
        by_state: dict[str, int] = {}
        for delivery in deliveries:
            key = f"{delivery['channel']} {delivery['state']}" + (
                f" ({delivery['reason']})" if delivery["reason"] else ""
            )
            by_state[key] = by_state.get(key, 0) + 1
        # Who approved and who wrote it were told before of each step.
        told = [f"X-Throughline-Message: {message['id']}".encode() for message in messages]
        mails = sorted(file for file in self.stack.mails.glob("*.eml") if any(one in file.read_bytes() for one in told))
        self.report.asked(
            "GET /v1/messages", f"{len(messages)} messages to {len({m['recipient']['id'] for m in messages})} people"
        )
        for state, count in sorted(by_state.items()):
            self.report.line(f"{count:>5} {state}")
        self.report.line(f"{len(mails):>5} mails arrived at the SMTP server")
        if mails:
            # By whom it is for, which stands first in the file: they arrive in another order every time.
            self._show_mail(min(mails, key=Path.read_bytes))
        self.outcome["messages"], self.outcome["mails"] = len(messages), len(mails)
        self.outcome["recipients"] = len({message["recipient"]["id"] for message in messages})

    def score_fidelity(self, instrument_file: Path) -> None:
        """One school's self-check is scored, and the task it proves closes itself."""
        self.report.step("A school scores its fidelity self-check, and the task it proves closes itself")
        coordinator = self.people["district_coordinator"]
        instrument = coordinator.post("assessment", "/v1/instruments", json.loads(instrument_file.read_text()))
        instrument = coordinator.post("assessment", f"/v1/instruments/{instrument['id']}/publish")
        task = self._provable(instrument["code"])
        if task is None:
            self.report.line(f"no activity of this plan is proved by {instrument['code']}")
            return
        school = self.schools[task["school"]["id"]]
        wish = {
            "instrument_id": instrument["id"],
            "subject": {"kind": "school", "id": school["id"]},
            "window": "winter",
        }
        administration = coordinator.post("assessment", "/v1/administrations", wish)
        url = f"/v1/administrations/{administration['id']}"
        *most, last = answers(instrument)
        administration = self._answer(coordinator, url, administration, most)
        self.refused("scored with an item unanswered", lambda: coordinator.post("assessment", f"{url}/score"))
        administration = self._answer(coordinator, url, administration, [last])
        began = datetime.now(UTC)
        scored = coordinator.post("assessment", f"{url}/score")
        self.outcome["administration"] = scored
        self.report.asked(f"POST {url}/score", f"{school['name']}: {fraction(scored['results']['total'])}")
        for part in scored["results"]["subscales"]:
            self.report.line(f"{part['code']:<22}{fraction(part)}")
        self.settled(began)
        closed = coordinator.get("scheduling", f"/v1/tasks/{task['id']}")
        self.report.line(
            f"task {closed['activity_code']} at {school['name']}: {closed['state']} by {closed['evidence'][0]['event_type']}"
        )
        self.outcome["proved"] = closed

    def work_in_a_school(self) -> None:
        """Somebody at a school reads the day and completes a task by hand."""
        task = self._by_hand()
        if task is None:
            self.report.step("Nobody has a task that is completed by hand")
            return
        role = task["role"].replace("_", " ")
        self.report.step(f"A {role} looks at the day and completes a task with a note")
        person = self.worker = self.person(task["owner"]["id"])
        day = person.get("scheduling", "/v1/my-day")
        counts = {name: len(tasks) for name, tasks in day.items() if name != "day"}
        self.report.asked(
            "GET /v1/my-day", ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        )
        person.post("scheduling", f"/v1/tasks/{task['id']}/start")
        began = datetime.now(UTC)
        done = person.post("scheduling", f"/v1/tasks/{task['id']}/complete", {"note": "Done with the team on Monday."})
        self.report.asked(f"POST /v1/tasks/{task['id']}/complete", f"{done['activity_code']}: {done['state']}")
        self.settled(began)
        inbox = person.get("notifications", "/v1/inbox")["items"]
        self.report.asked("GET /v1/inbox", f"{len(inbox)} message: {inbox[0]['subject']}" if inbox else "empty")

    def show_roll_up(self) -> None:
        """How the plan stands, from tasks alone."""
        self.report.step("The roll-up that nobody typed")
        executive = self.people["executive_leader"]
        for by in ("goal", "school"):
            found = executive.get("scheduling", f"/v1/plans/{self.plan['id']}/roll-up", by=by)
            self.report.asked(f"GET /v1/plans/{{id}}/roll-up?by={by}", f"as of {found['as_of'][:19]}")
            rows = [*found["groups"], {**found["total"], "code": "", "title": "all"}]
            self._table(by, rows)
        self.outcome["roll_up"] = found["total"]

    def _table(self, by: str, rows: list[dict[str, Any]]) -> None:
        names = ["tasks", "open", "in_progress", "done", "overdue", "unowned"]
        lines = [
            [
                f"{row['code']} {row['title']}"[:34],
                *(str(row[name]) for name in names),
                f"{row['on_time']} of {row['on_time_of']}",
            ]
            for row in rows
        ]
        self.report.table([by, *(name.replace("_", " ") for name in names), "on time"], lines)

    def _show_schools(self) -> None:
        found = self.people["executive_leader"].get("scheduling", f"/v1/plans/{self.plan['id']}/roll-up", by="school")
        nobody = [group for group in found["groups"] if group["unowned"]]
        for group in nobody[:5]:
            self.report.line(
                f"{group['code']} {group['title']}: {group['unowned']} of {group['tasks']} tasks have nobody who owns them"
            )
        self.outcome["by_school"] = found

    def _show_mail(self, file: Path) -> None:
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        self.report.line(
            f"one of them: {mail['Subject']}  [{mail['Content-Language']}]  List-Unsubscribe: yes"
            if mail["List-Unsubscribe"]
            else ""
        )
        self.report.letter(mail, 12)

    def _upload(self, sis: Caller, bundle: Path) -> dict[str, Any]:
        with self.report.working("uploading"):
            reply = sis.call(
                "assessment",
                "POST",
                "/v1/roster-imports",
                content=bundle.read_bytes(),
                headers={"Content-Type": "application/zip"},
            )
        return dict(reply.json())

    def credentials(self, role: str) -> Caller:
        """Somebody who holds a district role; where nobody does, the district gives it to somebody."""
        taken = {caller.name for caller in self.people.values()}
        holders = [entry["staff"]["id"] for entry in self.roles if (entry["role"], entry["school"]) == (role, None)]
        held = [holder for holder in holders if holder not in taken]
        free = sorted(held, key=self.order) or sorted(self.staff.keys() - taken, key=self.order)[-1:]
        if not held:
            body = {"staff_id": free[0], "role": role, "starts_on": (self.today - timedelta(days=1)).isoformat()}
            self.admin.post("partners", "/v1/role-assignments", body)
            self.report.line(f"nobody held {role}: the district gave it to somebody")
        return self.person(free[0])

    def _ensure_school_year(self) -> None:
        today = self.today
        years = self.admin.all("scheduling", "/v1/school-years")
        if any(date.fromisoformat(year["ends_on"]) >= today for year in years):
            return
        start = today.year if today.month >= 7 else today.year - 1
        body = {"title": f"{start}-{start + 1}", "starts_on": f"{start}-08-24", "ends_on": f"{start + 1}-06-11"}
        self.admin.post("scheduling", "/v1/school-years", body)
        self.report.line(f"the roster's school year is over: the district added {body['title']}")

    def _provable(self, instrument_code: str) -> dict[str, Any] | None:
        for activity in self.activities():
            wanted = {c["field"]: c["value"] for c in activity["done_when"].get("conditions", [])}
            if wanted.get("instrument_code") == instrument_code and wanted.get("window", "winter") == "winter":
                tasks = self.admin.all("scheduling", "/v1/tasks", plan_id=self.plan["id"], activity_id=activity["id"])
                if tasks:
                    return min(tasks, key=lambda task: self.schools[task["school"]["id"]]["local_code"])
        return None

    def _by_hand(self) -> dict[str, Any] | None:
        """The first task that is completed by hand, a school coordinator's where one has any; with its `role`."""
        roles = {a["id"]: a["owner_role"] for a in self.activities() if a["done_when"]["kind"] != "event"}
        tasks = self.admin.all("scheduling", "/v1/tasks", plan_id=self.plan["id"], state="open", unowned=False)
        mine = [{**task, "role": roles[task["activity"]["id"]]} for task in tasks if task["activity"]["id"] in roles]
        return min(mine, key=lambda task: (task["role"] != "school_coordinator", self.place(task)), default=None)

    def _answer(
        self, caller: Caller, url: str, administration: dict[str, Any], answers: list[dict[str, Any]]
    ) -> dict[str, Any]:
        headers = {"If-Match": f'"{administration["version"]}"'}
        body = {"answers": answers}
        return dict(caller.call("assessment", "PUT", f"{url}/answers", json=body, headers=headers).json())

    def refused(self, what: str, attempt: Callable[[], Any]) -> None:
        """Try what must be refused, and say how."""
        try:
            attempt()
        except Refused as refused:
            self.report.asked(what, f"refused: {refused.problem['code']}")
        else:
            raise RuntimeError(f"{what}: this should have been refused")
