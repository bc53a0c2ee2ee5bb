"""What only one may do at a time in a district: everybody who does it is seen to wait, and then does it."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from services.scheduling.work.changes import service as changes
from services.scheduling.work.delegations import repository as delegations
from services.scheduling.work.evidence_files import sweeping
from shared.context.work import work_for
from shared.db.locks import key
from shared.ids import new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.attendance.corrections.factories import correct, correction
from tests.assessment.attendance.factories import PUSH, enrolled, said
from tests.assessment.attendance.factories import push as push_attendance
from tests.assessment.attendance.school_enrollments.factories import enroll, enrolling
from tests.assessment.attendance.triggers.factories import TRIGGERS, trigger
from tests.assessment.attendance.triggers.factories import activated as activated_trigger
from tests.assessment.bundles import files, pack, person, run
from tests.assessment.indicators.factories import INCIDENTS, incident
from tests.assessment.indicators.factories import push as push_facts
from tests.assessment.indicators.indicator_rules.factories import RULES, activated, rule
from tests.assessment.roster.roster_sources.factories import declare, steward
from tests.interleavings.holding import HOLD, another
from tests.isolation import seeds
from tests.partners.community.organizations.factories import CLINIC, town
from tests.scheduling.factories import TODAY, District, activity, plan_of, scored
from tests.scheduling.work.evidence.factories import PROVED
from tests.scheduling.work.owed.factories import Asker

MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
PUBLISHING = "services/scheduling/planning/plans/locks.py::wait_for_publishing"
CALENDARS = "services/scheduling/calendar/calendars/repository.py::wait_for_calendars"
Work = Callable[[], Awaitable[Any]]


async def taking_turns(service: Service, name: tuple[Any, ...], place: str, works: Mapping[str, Work]) -> list[Any]:
    """Each of the works waits for the turn called `name`, in its own function and in `place`; what they answer."""
    async with another(service, HOLD, key(*name)) as other:
        begun = []
        for site, work in works.items():
            wait, answer = await other.holds_up(work())
            assert wait.is_at(place, f"services/{service.name}/{site}")
            begun.append(answer)
        await other.commit()
        answers = [await answer for answer in begun]
    refused = [answer.text for answer in answers if isinstance(answer, httpx.Response) and answer.is_error]
    assert refused == []
    return answers


async def test_whatever_makes_or_proves_tasks_takes_turns(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    plan, over = await district.published(activity(done_when=PROVED)), await district.published()
    ended, wrong = await district.published(), await district.published()
    mistaken = await district.task(wrong, "oak")
    await district.oak.post(f"/v1/tasks/{mistaken['id']}/complete", json={})
    url = await revised(district, plan, activity(done_when=PROVED), activity("A2"))
    ready = (await district.author.post("/v1/plans", json=plan_of())).json()
    await district.author.post(f"/v1/plans/{ready['id']}/submit")
    await district.approve(f"/v1/plans/{ready['id']}", ready["content_hash"])
    closed = {"items": [{"day": MONDAY.isoformat(), "day_type": "holiday"}]}
    school = {"name": "oak", "local_code": "0101", "level": "elementary", "grades": ["KG"], "tags": [], "cohort": None}
    told = {"school_id": district.schools["oak"], **school, "opens_on": None, "closes_on": None, "version": 2}

    asker = Asker(district)

    async def begin_day() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await changes.extend_repetitions(ctx, TODAY)

    await taking_turns(
        scheduling,
        (district_id, "publishing"),
        PUBLISHING,
        {
            "work/evidence/service.py::prove": lambda: scheduling.receive(district_id, scored(district.schools["elm"])),
            "publication/revisions/service.py::preview": lambda: district.author.get(f"{url}/effects"),
            "publication/revisions/service.py::submit": lambda: district.author.post(f"{url}/submit"),
            "publication/publishing/service.py::publish": lambda: district.author.post(
                f"/v1/plans/{ready['id']}/publish"
            ),
            "endings/closing/service.py::archive": lambda: district.author.post(f"/v1/plans/{over['id']}/archive"),
            "endings/closing/service.py::close": lambda: district.author.post(
                f"/v1/plans/{ended['id']}/close", json={}
            ),
            "work/tasks/reopening.py::reopen": lambda: district.author.post(
                f"/v1/tasks/{mistaken['id']}/reopen", json={"reason": "By mistake."}
            ),
            "work/changes/service.py::follow_directory": lambda: scheduling.receive(
                district_id, ("partners.school.recorded.v1", told)
            ),
            "work/changes/service.py::extend_repetitions": begin_day,
            "work/owed/service.py::hear_wish": asker.ask,
            "work/owed/service.py::hear_end": Asker(district).settle,
            "work/changes/service.py::follow_calendar": lambda: district.author.post("/v1/calendar/days", json=closed),
        },
    )
    assert (await district.task(plan, "elm"))["state"] == "done"
    content = (await district.author.get(url)).json()["content_hash"]
    await district.approve(url, content)
    publish = {"publication/revisions/service.py::publish": lambda: district.author.post(f"{url}/publish")}
    await taking_turns(scheduling, (district_id, "publishing"), PUBLISHING, publish)
    day = TODAY + timedelta(days=14 - TODAY.weekday())
    early = {"items": [{"day": day.isoformat(), "day_type": "early_dismissal"}]}
    kinds = {"work/changes/service.py::follow_day_types": lambda: district.author.post("/v1/calendar/days", json=early)}
    await taking_turns(scheduling, (district_id, "publishing"), PUBLISHING, kinds)


async def revised(district: District, plan: dict[str, Any], *activities: dict[str, Any]) -> str:
    """The address of a revision of a plan to these activities."""
    url = f"/v1/plans/{plan['id']}/revisions"
    number = (await district.author.post(url, json={"note": "x"})).json()["number"]
    changed = {"goals": plan_of(*activities)["goals"]}
    reply = await district.author.patch(f"{url}/{number}", json=changed, headers={"If-Match": '"1"'})
    assert reply.status_code == 200, reply.text
    return f"{url}/{number}"


async def test_whoever_changes_what_is_a_school_day_takes_turns(scheduling: Service, district_id: UUID) -> None:
    things = await seeds.seeded(scheduling, district_id)
    caller = scheduling.machine(district_id)
    year = (await caller.get(f"/v1/school-years/{things['school_year_id']}")).json()
    term = {"school_year_id": year["id"], "kind": "term", "code": "Q9", "title": "x", "starts_on": year["starts_on"]}
    version = (await caller.get(f"/v1/terms/{things['term_id']}")).headers["etag"]
    patch: dict[str, Any] = {"json": {"title": "x"}, "headers": {"If-Match": version}}
    own = {"title": "x", "starts_on": year["starts_on"], "ends_on": year["ends_on"], "school_id": things["school_id"]}
    days = {"items": [{"day": TODAY.isoformat(), "day_type": "holiday", "school_id": things["school_id"]}]}
    lines = f"day,day_type\n{TODAY},holiday\n"
    pattern = {"days": [TODAY.isoformat()], "day_type": "early_dismissal"}
    year_patch: dict[str, Any] = {"json": {"title": "y"}, "headers": {"If-Match": f'"{year["version"]}"'}}
    await taking_turns(
        scheduling,
        (district_id, "calendars"),
        CALENDARS,
        {
            "year/corrections/service.py::correct": lambda: caller.post("/v1/calendar/days", json=days),
            "year/corrections/service.py::remove": lambda: caller.delete(f"/v1/calendar/days/{things['entry_id']}"),
            "year/corrections/patterns.py::give": lambda: caller.post("/v1/calendar/patterns", json=pattern),
            "year/school_years/service.py::change": lambda: caller.patch(
                f"/v1/school-years/{year['id']}", **year_patch
            ),
            "year/school_years/service.py::add": lambda: caller.post("/v1/school-years", json=own),
            "calendar/terms/service.py::add": lambda: caller.post(
                "/v1/terms", json={**term, "ends_on": year["starts_on"]}
            ),
            "calendar/terms/service.py::change": lambda: caller.patch(f"/v1/terms/{things['term_id']}", **patch),
            "year/calendar_imports/service.py::take": lambda: caller.post(
                "/v1/calendar/import", content=lines, headers={"Content-Type": "text/csv"}
            ),
        },
    )
    remove = {"calendar/terms/service.py::remove": lambda: caller.delete(f"/v1/terms/{things['term_id']}")}
    await taking_turns(scheduling, (district_id, "calendars"), CALENDARS, remove)


async def test_what_is_counted_before_it_is_made_takes_turns(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    task = await district.task(await district.published(), "oak")
    barrier = {"title": "x", "category": "people", "task_ids": [task["id"]]}
    cover = {
        **{"from_id": str(district.people["coordinator_oak"]), "to_id": str(district.people["mentor_oak"])},
        **{"school_id": str(district.schools["oak"]), "reason": "x", "starts_on": TODAY.isoformat()},
        "ends_on": TODAY.isoformat(),
    }
    oak, author = district.oak, district.author

    async def turn() -> None:
        async with work_for(scheduling.app.state.db, scheduling.settings, district_id) as ctx:
            await delegations.turn(ctx, TODAY)

    turns = "work/delegations/repository.py::wait_for_turn"
    works: list[tuple[tuple[Any, ...], str, str, Work]] = [
        (
            (district_id, "barrier numbers"),
            "work/barriers/repository.py::next_number",
            "work/barriers/service.py::raise_barrier",
            lambda: oak.post("/v1/barriers", json=barrier),
        ),
        (
            (district_id, "feeds", district.people["coordinator_oak"]),
            "views/feeds/service.py::create",
            "views/feeds/service.py::create",
            lambda: oak.post("/v1/feeds", json={"kind": "person"}),
        ),
        (
            (district_id, "delegations"),
            turns,
            "work/delegations/service.py::create",
            lambda: author.post("/v1/delegations", json=cover),
        ),
        ((district_id, "delegations"), turns, "work/delegations/repository.py::turn", turn),
        (
            (district_id, "recount"),
            "views/rollups/rebuild.py::recount",
            "views/rollups/service.py::recount",
            lambda: author.post("/v1/roll-up/recount"),
        ),
    ]
    for name, site, caller, work in works:
        await taking_turns(scheduling, name, f"services/scheduling/{site}", {caller: work})


async def test_bytes_are_put_in_place_and_put_by_in_turns(scheduling: Service, district_id: UUID) -> None:
    district = await District(scheduling, district_id).seed()
    task = await district.task(await district.published(), "oak")
    url, sent = f"/v1/tasks/{task['id']}/files", b"We met."
    added = await district.oak.post(url, params={"name": "minutes.txt"}, content=sent)
    gone = await district.oak.delete(f"{url}/{added.json()['evidence'][0]['id']}")
    assert gone.status_code == 200, gone.text
    bytes_ = (district_id, "files", hashlib.sha256(sent).hexdigest())
    await taking_turns(
        scheduling,
        bytes_,
        "services/scheduling/work/evidence_files/repository.py::lock_bytes",
        {
            "work/evidence_files/service.py::add": lambda: district.oak.post(
                url, params={"name": "minutes.txt"}, content=sent
            ),
            # It found the bytes unneeded, waits for the upload under way, and then lets them lie.
            "work/evidence_files/sweeping.py::sweep": lambda: sweeping.sweep(
                scheduling.app.state.db, scheduling.settings
            ),
        },
    )
    file = (await district.oak.get(f"/v1/tasks/{task['id']}")).json()["evidence"][0]
    assert (await district.oak.get(f"{url}/{file['id']}")).content == sent


async def test_one_roster_is_imported_at_a_time(assessment: Service, district_id: UUID) -> None:
    bundle = bundles.pack(bundles.files())
    await taking_turns(
        assessment,
        (district_id, "roster imports"),
        "shared/db/locks.py::one_at_a_time",
        {"roster/roster_imports/running.py::run": lambda: bundles.run(assessment, district_id, bundle)},
    )


async def test_the_first_word_and_the_end_of_a_source_take_turns(assessment: Service, district_id: UUID) -> None:
    await run(assessment, district_id, pack(files()))
    source_id = (await declare(assessment, district_id))["id"]
    student = UUID(person(district_id, "000005"))
    await taking_turns(
        assessment,
        (district_id, "roster source's end", UUID(source_id)),
        "shared/db/locks.py::one_at_a_time",
        {
            "roster/roster_sources/service.py::end": lambda: steward(assessment, district_id).post(
                f"/v1/roster-sources/{source_id}/end"
            )
        },
    )
    await taking_turns(
        assessment,
        (district_id, "demographics", student),
        "shared/db/locks.py::one_at_a_time",
        {
            "roster/student_demographics/service.py::change": lambda: assessment.machine(district_id).patch(
                f"/v1/students/{student}/demographics", json={"white": True}, headers={"If-Match": '"0"'}
            )
        },
    )


async def test_enrolment_of_who_has_come_waits_for_its_turn(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    await enroll(assessment, district_id, [enrolling(99, days[0])])
    job = await run(assessment, district_id, pack(files(100)))
    imported = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await taking_turns(
        assessment,
        (district_id, "attendance"),
        "services/assessment/attendance/standings/turns.py::take_turn",
        {"feeds/batches/service.py::apply_held": lambda: assessment.receive(district_id, imported)},
    )


async def test_attendance_is_changed_by_one_at_a_time(assessment: Service, district_id: UUID) -> None:
    days = await enrolled(assessment, district_id)
    first = await push_attendance(assessment, district_id, [said(0, days[0], "Unheard of"), said(99, days[0], "U")])
    caller = assessment.machine(district_id)
    (code,) = (await caller.get("/v1/attendance-codes?mapped=false")).json()["items"]
    mapped = ("assessment.attendance_code.recorded.v1", {"attendance_code_id": code["id"]})
    made = await correct(assessment, district_id, 3, 1, "U")
    active = await activated_trigger(assessment, district_id)
    draft = (await caller.post(TRIGGERS, json=trigger())).json()["id"]
    job = await run(assessment, district_id, pack(files(100)))
    imported = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    await taking_turns(
        assessment,
        (district_id, "attendance"),
        "services/assessment/attendance/standings/turns.py::take_turn",
        {
            "feeds/batches/service.py::push": lambda: caller.post(PUSH, json={"items": []}),
            "feeds/batches/service.py::take_back": lambda: caller.post(
                f"/v1/attendance-batches/{first['batch']['id']}/take-back"
            ),
            "attendance/corrections/service.py::correct": lambda: caller.post(
                "/v1/attendance-corrections", json=correction(district_id, 0, 1, "U")
            ),
            "attendance/corrections/service.py::take_back": lambda: caller.post(
                f"/v1/attendance-corrections/{made['id']}/take-back"
            ),
            "attendance/batches/catching_up.py::read_code_anew": lambda: assessment.receive(district_id, mapped),
            "attendance/batches/catching_up.py::apply_held": lambda: assessment.receive(district_id, imported),
            "attendance/triggers/service.py::activate": lambda: caller.post(f"{TRIGGERS}/{draft}/activate"),
            "attendance/triggers/service.py::retire": lambda: caller.post(f"{TRIGGERS}/{active}/retire"),
        },
    )


async def test_facts_are_changed_by_one_at_a_time(assessment: Service, district_id: UUID) -> None:
    await enrolled(assessment, district_id)
    first = await push_facts(assessment, district_id, [incident(99)])
    active = await activated(assessment, district_id)
    caller = assessment.machine(district_id)
    job = await run(assessment, district_id, pack(files(100)))
    imported = ("assessment.roster_import.finished.v1", {"import_id": job["id"], "state": "finished"})
    draft = (await caller.post(RULES, json=rule())).json()["id"]
    await taking_turns(
        assessment,
        (district_id, "indicators"),
        "services/assessment/indicators/facts/turns.py::take_turn",
        {
            "feeds/batches/service.py::push": lambda: caller.post(INCIDENTS, json={"items": []}),
            "feeds/batches/service.py::take_back": lambda: caller.post(
                f"/v1/indicator-batches/{first['batch']['id']}/take-back"
            ),
            "indicators/batches/catching_up.py::apply_held": lambda: assessment.receive(district_id, imported),
            "indicators/batches/following.py::follow_moved": lambda: assessment.receive(
                district_id, ("assessment.attendance_batch.applied.v1", {"attendance_batch_id": new_id()})
            ),
            "indicators/batches/following.py::follow_district": lambda: assessment.receive(
                district_id, ("assessment.indicator_code.recorded.v1", {"indicator_code_id": new_id()})
            ),
            "indicators/indicator_rules/service.py::activate": lambda: caller.post(f"{RULES}/{draft}/activate"),
            "indicators/indicator_rules/service.py::retire": lambda: caller.post(f"{RULES}/{active}/retire"),
        },
    )


async def test_organisations_are_written_by_one_at_a_time(partners: Service, district_id: UUID) -> None:
    place = await town(partners, district_id)
    kept, other, third = await place.add(name="One"), await place.add(name="Two"), await place.add(name="Three")
    assert (await place.merge(kept, third)).status_code == 200
    await taking_turns(
        partners,
        (district_id, "organizations"),
        "services/partners/community/organizations/service.py::take_turn",
        {
            "community/organizations/service.py::add": lambda: place.machine.post("/v1/organizations", json=CLINIC),
            "community/organizations/service.py::_take": lambda: place.machine.post(
                f"/v1/organizations/{kept['id']}/sites", json={"name": "Annex"}
            ),
            "community/organization_merges/service.py::merge": lambda: place.merge(kept, other),
            "community/organization_merges/service.py::split": lambda: place.merge(kept, third, "split"),
        },
    )
