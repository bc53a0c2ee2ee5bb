"""For each service: one row of everything its paths name, in a district, and a body for every call that needs one."""

from typing import Any
from uuid import UUID

from services.partners.access.district_setup.service import set_up as set_up_district
from services.partners.access.scim.schemas import GROUP, USER
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.measures.administrations.factories import begin, prepare
from tests.assessment.measures.instruments.factories import small
from tests.notifications import factories as people
from tests.partners.access.identity_providers.factories import registered
from tests.partners.access.sign_ins import factories as sign_ins
from tests.partners.factories import consenting_party, disclosed, signed_consent
from tests.scheduling.factories import TODAY, District, activity, plan_of
from tests.scheduling.work.barriers.factories import raised
from tests.scheduling.work.delegations.factories import delegated
from tests.scheduling.work.handovers.factories import left_waiting

#: Bodies that pass validation, so that a refusal is about the row and nothing else.
BODIES: dict[str, Any] = {
    "replace_scim_user": {"userName": "x"},
    "change_scim_user": {"Operations": [{"op": "replace", "path": "title", "value": "x"}]},
    "replace_scim_group": {"displayName": "x"},
    "change_scim_group": {"Operations": [{"op": "replace", "path": "displayName", "value": "x"}]},
    "change_school": {"name": "x"},
    "change_application": {"name": "x"},
    "change_staff": {"given_name": "x"},
    "end_role": {"ends_on": None},
    "change_party": {"name": "x"},
    "revoke_consent": {"revoked_by": "eligible_student"},
    "review_emergency_access": {"outcome": "justified", "note": "x"},
    "change_claim_rule": {"note": "x"},
    "change_client": {"name": "x"},
    "add_client_secret": {},
    "change_plan": {"title": "x"},
    "return_plan": {"reason": "x"},
    "approve_plan": {"content_hash": "0" * 64},
    "copy_plan_template": {},
    "create_revision": {"note": "x"},
    "change_revision": {"title": "x"},
    "return_revision": {"reason": "x"},
    "approve_revision": {"content_hash": "0" * 64},
    "change_task": {"target_on": None},
    "complete_task": {},
    "withdraw_task": {"reason": "x"},
    "add_step": {"title": "x"},
    "change_step": {"done": True},
    "add_note": {"body": "x"},
    "add_comment": {"body": "x"},
    "add_handover_note": {"body": "x"},
    "change_comment": {"body": "x"},
    "add_evidence": {"title": "x", "url": "https://files.example.org/x"},
    "add_barrier_tasks": {"task_ids": [str(UUID(int=1))]},
    "add_barrier_schools": {"school_ids": [str(UUID(int=1))]},
    "comment_on_barrier": {"body": "x"},
    "triage_barrier": {"level": "school", "reason": "x"},
    "assign_barrier": {"assignee_id": str(UUID(int=1))},
    "escalate_barrier": {"level": "district_team", "reason": "x"},
    "decide_barrier": {"decision": "x"},
    "resolve_barrier": {"resolution": "x"},
    "confirm_barrier": {},
    "reopen_barrier": {"reason": "x"},
    "change_school_year": {"title": "x"},
    "change_day_type": {"title": "x"},
    "change_term": {"title": "x"},
    "end_caseload_assignment": {"ends_on": None},
    "change_instrument": {"title": "x"},
    "change_identity_provider": {"name": "x"},
    "set_directory_opt_out": {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"},
    "explain_identity_provider": {"claims": {"sub": "x"}},
    "record_answers": {"answers": [{"item_code": "1", "points": 1, "not_applicable": False}]},
}

TEACHERS = [{"claim": "groups", "operator": "contains", "values": ["teachers"]}]
_CLOCKS = dict.fromkeys(("school", "district_team", "executive", "outside", "confirmation"), 5)
_LIMITS = dict.fromkeys(("tasks_per_person_and_month", "tasks_per_school_and_week", "plans_per_school"), 5)
_RUNGS = {"rungs": [{"after_school_days": 3, "tell": "owner", "quiet_period_days": 3}]}


def bodies_of(things: dict[str, str]) -> dict[str, Any]:
    """A body for each call that makes something or speaks of things without naming one in its path: it is about `things`."""
    school, staff = things.get("school_id"), things.get("staff_id", str(UUID(int=1)))
    days = {"starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}
    role = {"staff_id": staff, "role": "principal", "school_id": school, "starts_on": TODAY.isoformat()}
    task = {"task_id": things.get("task_id")}
    caseload = {"student_id": things.get("student_id"), "staff_id": staff, "relation": "mentee"}
    caseload["starts_on"] = TODAY.isoformat()
    term = {"school_year_id": things.get("school_year_id"), "kind": "term", "code": "Q1", "title": "x", **days}
    told = {"title": "x", "body": "x", "audience": {"staff_ids": [staff]}}
    front_end = {"name": "x", "redirect_uris": ["https://app.example.org/back"], "scopes": ["directory:read"]}
    rule = {"position": 2, "when": TEACHERS, "role": "teacher", "school": "roster"}
    opened = {"school_id": school, "instrument_id": things.get("instrument_id"), "window": "spring"}
    return {
        **{"change_district": {"name": "x"}, "add_school": {"name": "x", "local_code": "x"}},
        **{"change_schools": {"items": [{"local_code": "1", "name": "x"}]}},
        **{
            "add_staff": {"given_name": "x", "family_name": "x"},
            "assign_role": role,
            "assign_roles": {"items": [role]},
        },
        **{"add_many_staff": {"items": [{"given_name": "x", "family_name": "x"}]}},
        **{"create_client": {"name": "x", "scopes": ["directory:read"]}},
        **{"add_party": consenting_party(), "add_consent": signed_consent(things.get("party_id"), school_id=school)},
        **{"register_application": front_end, "create_claim_rule": rule, "create_claim_rules": {"items": [rule]}},
        **{"try_claim_rules": {"facts": {"groups": ["teachers"]}}},
        "open_emergency_access": {
            "reason": "Somebody wrote of harming others.",
            "disclosed_to": "x",
            "school_id": school,
        },
        **{"create_plan": plan_of(), "set_preview_limits": _LIMITS, "set_barrier_clocks": _CLOCKS},
        **{"complete_tasks": {"items": [task]}, "reassign_tasks": {"items": [{**task, "owner_id": None}]}},
        **{"create_feed": {"kind": "school", "school_id": school}},
        "raise_barrier": {"title": "x", "category": "people", "task_ids": [things.get("task_id")]},
        "create_delegation": {"from_id": staff, "to_id": str(UUID(int=1)), "school_id": school, "reason": "x", **days},
        **{"add_school_year": {"title": "x", **days, "school_id": school}, "add_term": term},
        **{"add_day_type": {"code": "x", "title": "x", "school_is_held": True}},
        "correct_calendar": {"items": [{"day": TODAY.isoformat(), "day_type": "holiday", "school_id": school}]},
        **{"assign_caseload": caseload, "assign_caseloads": {"items": [caseload]}, "draft_instrument": small()},
        "open_administration": opened,
        **{"preview_announcement": {"audience": told["audience"]}, "send_announcement": {**told, "expected_count": 1}},
        **{"set_escalation_ladder": _RUNGS, "preview_escalation_ladder": _RUNGS},
    }


#: Query parameters without which a call is refused before the row is looked for.
QUERIES: dict[str, dict[str, str]] = {
    "add_file": {"name": "minutes.txt"},
    "preview_handover": {"staff_id": str(UUID(int=1))},
    "read_calendar": {"from": TODAY.isoformat(), "until": TODAY.isoformat()},
}
#: What the body of an upload is.
UPLOADS = {"import_plan": "application/yaml", "import_calendar": "text/csv", "import_roster": "application/zip"}


async def dead_letter(service: Service, district_id: UUID) -> str:
    """A dead letter of the district."""
    id_ = new_id()
    await service.sql(
        """insert into dead_letters (id, district_id, event_id, type, durable, message, error, attempts, died_at)
        values ($1, $2, $1, 'a.b.c.v1', 'x-from-y', '', 'X', 1, now()) returning id""",
        id_,
        district_id,
    )
    return str(id_)


_COMMON: dict[tuple[str, str], tuple[UUID, dict[str, str]]] = {}


async def common(service: Service, whose: str) -> tuple[UUID, dict[str, str]]:
    """A seeded district and its things by name, made once for each process: whoever asks for it changes nothing there."""
    if (service.name, whose) not in _COMMON:
        district_id = new_id()
        things: dict[str, str] = await globals()[service.name](service, district_id)
        things["dead_letter_id"] = await dead_letter(service, district_id)
        _COMMON[service.name, whose] = district_id, things
    return _COMMON[service.name, whose]


async def partners(service: Service, district_id: UUID) -> dict[str, str]:
    """A school, a staff member with a role, a client, a front end with a session, a User and a Group of SCIM."""
    await set_up_district(service.settings, district_id, "D", "America/Detroit", "en")
    caller = service.machine(district_id)

    async def made(path: str, body: dict[str, Any]) -> str:
        return str((await caller.post(path, json=body)).json()["id"])

    staff = await made("/v1/staff", {"given_name": "A", "family_name": "B"})
    school = await made("/v1/schools", {"name": "Oak", "local_code": "1"})
    client = await made("/v1/clients", {"name": "x", "scopes": ["directory:read"]})
    role = {"staff_id": staff, "role": "principal", "starts_on": TODAY.isoformat()}
    party = await made("/v1/parties", consenting_party())
    rule = {"position": 1, "when": TEACHERS, "role": "teacher", "school": "roster"}
    assignment = await made("/v1/role-assignments", role)
    opener = service.person(district_id, UUID(staff), ("principal", None))
    threat = {"reason": "Somebody wrote of harming others.", "disclosed_to": "The sheriff"}
    when = [{"claim": "groups", "operator": "contains", "values": ["teachers"]}]
    rule = {"position": 1, "when": when, "role": "teacher", "school": "roster"}
    student = str(new_id())
    await service.receive(district_id, ("assessment.records.disclosed.v1", disclosed(student)))
    return {
        "student_id": student,
        "party_id": party,
        "consent_id": await made("/v1/consents", signed_consent(party, school_id=school)),
        "emergency_id": (await opener.post("/v1/emergency-access", json=threat)).json()["id"],
        "rule_id": await made("/v1/claim-rules", rule),
        "school_id": school,
        "staff_id": staff,
        "assignment_id": assignment,
        "application_id": str(application := await sign_ins.application(service, district_id)),
        "session_id": str(await sign_ins.session(service, district_id, UUID(staff), application_id=application)),
        "client_id": client,
        "secret_id": await made(f"/v1/clients/{client}/secrets", {}),
        "scim_user_id": await made("/scim/v2/Users", {"schemas": [USER], "userName": "a@example.org"}),
        "scim_group_id": await made("/scim/v2/Groups", {"schemas": [GROUP], "displayName": "Staff"}),
        # What SCIM says of itself everybody may read: only what is not there can be a stranger's.
        "scim_schema": "nobodys",
        "scim_resource_type": "nobodys",
        **await identities(service, district_id, staff),
    }


async def identities(service: Service, district_id: UUID, staff_id: str) -> dict[str, str]:
    """An identity provider and somebody linked there."""
    provider = str(await registered(service, district_id))
    wish = {"provider_id": provider, "subject": "x", "staff_id": staff_id}
    linked = await service.machine(district_id).post("/v1/identities", json=wish)
    return {"provider_id": provider, "identity_id": linked.json()["id"]}


async def scheduling(service: Service, district_id: UUID) -> dict[str, str]:
    """A published plan with a task that has a step and a barrier, and a school year."""
    district = await District(service, district_id).seed()
    plan = await district.published(activity())
    task = await district.task(plan, "oak")
    step = (await district.oak.post(f"/v1/tasks/{task['id']}/steps", json={"title": "x"})).json()["steps"][0]
    file = await district.oak.post(f"/v1/tasks/{task['id']}/files", params={"name": "minutes.txt"}, content=b"We met.")
    year = (await district.author.get("/v1/school-years")).json()["items"][0]
    await district.author.post("/v1/plans", json=plan_of())
    named = {"plan_id": plan["id"], "task_id": task["id"], "step_id": step["id"], "school_year_id": year["id"]}
    comment = await district.oak.post(f"/v1/tasks/{task['id']}/comments", json={"body": "x"})
    named |= {"comment_id": comment.json()["id"], "file_id": file.json()["evidence"][0]["id"]}
    named["barrier_id"] = (await raised(district.oak, task_ids=[task["id"]]))["id"]
    named["delegation_id"] = (await delegated(district, "coordinator_oak", "mentor_oak"))["id"]
    named["feed_id"] = (await district.oak.post("/v1/feeds", json={"kind": "person"})).json()["id"]
    named["handover_id"] = (await left_waiting(district))["id"]
    # Templates come with the service: only one that is not there can be a stranger's.
    named |= {"template_code": "nobodys"}
    revision = await district.author.post(f"/v1/plans/{plan['id']}/revisions", json={"note": "x"})
    named |= {"number": str(revision.json()["number"])}
    named |= {"school_id": str(district.schools["oak"]), "staff_id": str(district.people["coordinator_oak"])}
    return named | await calendar(district, year)


async def calendar(district: District, year: dict[str, Any]) -> dict[str, str]:
    """A day type nobody else has, an entry of the calendar, a term."""
    code, span = f"day_{new_id().hex}", {name: year[name] for name in ("starts_on", "ends_on")}
    await district.author.post("/v1/day-types", json={"code": code, "title": "x", "school_is_held": True})
    days = {"items": [{"day": year["starts_on"], "day_type": code}]}
    entry = (await district.author.post("/v1/calendar/days", json=days)).json()["rows"][0]
    wish = {"school_year_id": year["id"], "kind": "semester", "code": "S1", "title": "x", **span}
    term = (await district.author.post("/v1/terms", json=wish)).json()
    return {"day_type_code": code, "entry_id": entry["id"], "term_id": term["id"]}


async def assessment(service: Service, district_id: UUID) -> dict[str, str]:
    """An imported roster, an instrument, an administration."""
    job = await bundles.run(service, district_id, bundles.pack(bundles.files()))
    students = await bundles.items(service, district_id, "/v1/students")
    school_id, instrument_id = await prepare(service, district_id)
    administration = (await begin(service.machine(district_id), school_id, instrument_id)).json()
    return {
        "import_id": job["id"],
        "student_id": students[0]["id"],
        "instrument_id": instrument_id,
        "administration_id": administration["id"],
        "assignment_id": (await caseload(service, district_id, students[0]["id"]))["id"],
        "school_id": str(school_id),
    }


async def caseload(service: Service, district_id: UUID, student_id: str) -> dict[str, Any]:
    """A student's mentor."""
    staff = {"staff_id": new_id(), "given_name": "A", "family_name": "B", "email": None, "language": "en"}
    await service.receive(district_id, ("partners.staff.recorded.v1", {**staff, "active": True, "version": 1}))
    wish = {"student_id": student_id, "staff_id": str(staff["staff_id"]), "relation": "mentee"}
    begun = {**wish, "starts_on": TODAY.isoformat()}
    return dict((await service.machine(district_id).post("/v1/caseload-assignments", json=begun)).json())


async def notifications(service: Service, district_id: UUID) -> dict[str, str]:
    """A message with its deliveries, an escalation, and an address that bounced."""
    district = people.District(service, district_id)
    await district.settle()
    person = await district.person()
    await district.publish([(person, people.DUE)])
    await district.coordinator(await district.person())
    await district.take(district.due(person, [people.task_line(new_id(), school_days_overdue=9)]))
    await district.begin_day()
    escalation = (await service.machine(district_id).get("/v1/escalations")).json()["items"][0]
    message = (await service.machine(district_id).get("/v1/messages")).json()["items"][0]
    delivery = (await service.machine(district_id).get("/v1/deliveries")).json()["items"][0]
    said = {"title": "x", "body": "x", "audience": {"staff_ids": [str(person)]}, "expected_count": 1}
    announcement = (await service.machine(district_id).post("/v1/announcements", json=said)).json()
    suppression = new_id()
    await service.sql(
        """insert into suppressed_addresses (district_id, id, address, reason, smtp_code, since,
        created_at, updated_at, created_by, updated_by, version)
        values ($1, $2, 'a@example.org', 'x', 550, now(), now(), now(), 'x', 'x', 1) returning id""",
        district_id,
        suppression,
    )
    return {
        "message_id": message["id"],
        "delivery_id": delivery["id"],
        "escalation_id": escalation["id"],
        "suppression_id": str(suppression),
        "staff_id": str(person),
        "announcement_id": announcement["id"],
    }
