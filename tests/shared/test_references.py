"""What a reply refers to has its id and its name, from the service's own copy, in lists, single rows and replies to writes."""

import json
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field
from sqlalchemy import select

from services.assessment.records.student_records.tables import ClassRow
from services.assessment.support.caseloads.tables import CaseloadAssignmentRow
from shared.context.listing import listing
from shared.context.paging import Paging
from shared.context.references import Named, Referring, referring
from shared.context.replies import references, replies_of, reply_of
from shared.context.work import work_for
from shared.directory.references import SCHOOL, STAFF, ActorReference, SchoolReference, StaffReference
from shared.ids import new_id
from shared.schemas import Reference, Reply
from shared.testing.calls import Service
from tests.scheduling.factories import District, activity
from tests.shared.round_trips import statements

SESSION = Named("academic_sessions", "named.title")
COURSE = Named("roster_courses", "named.title")


class Class(Reply):
    """A class by what it refers to."""

    id: UUID
    version: int
    title: str
    school: SchoolReference
    course: Annotated[Reference, COURSE] | None = Field(description="A description is no hindrance.")
    sessions: list[Annotated[Reference, SESSION]]


class Errand(Reply):
    """Words that Python has for itself are fields all the same."""

    from_: StaffReference = Field(alias="from")
    helpers: list[StaffReference] | None
    title: str


CLASSES = listing(ClassRow, Class, Paging)
STAMPS = "now(), now(), 1"


def test_a_reference_is_filled_from_the_column_of_its_id() -> None:
    assert referring(Errand) == {
        "from_": Referring(STAFF, "from_id", False),
        "helpers": Referring(STAFF, "helper_ids", True),
    }
    with pytest.raises(KeyError, match="from_id"):
        listing(ClassRow, Errand, Paging)


def test_a_list_says_it_without_a_word_of_the_room() -> None:
    assert SCHOOL.reference('s."school_id"') + ' as "school"' in CLASSES.columns
    assert SESSION.references('s."session_ids"') + ' as "sessions"' in CLASSES.columns


async def a_class(service: Service, district_id: UUID, school_id: UUID, course: UUID | None, *sessions: UUID) -> UUID:
    """A class of the roster."""
    id_ = new_id()
    await service.sql(
        f"""insert into classes (district_id, id, source_id, title, grades, subjects, school_id, course_id, session_ids,
             created_at, updated_at, version)
           values ($1, $2, $3, 'Algebra', '{{}}', '{{}}', $4, $5, $6, {STAMPS})""",
        *(district_id, id_, str(id_), school_id, course, list(sessions)),
    )
    return id_


async def a_school(service: Service, district_id: UUID, id_: UUID, name: str) -> None:
    """A school this service has heard of."""
    await service.sql(
        """insert into directory_schools (district_id, id, name, local_code, grades, tags, version)
           values ($1, $2, $3, 'L', '{}', '{}', 1)""",
        *(district_id, id_, name),
    )


async def a_session(service: Service, district_id: UUID, title: str) -> UUID:
    """A term of the roster."""
    id_ = new_id()
    await service.sql(
        f"""insert into academic_sessions (district_id, id, source_id, title, type, starts_on, ends_on,
             created_at, updated_at, version)
           values ($1, $2, $3, $4, 'term', '2026-08-01', '2026-12-20', {STAMPS})""",
        *(district_id, id_, str(id_), title),
    )
    return id_


async def seen(service: Service, district_id: UUID, id_: UUID) -> list[dict[str, Any]]:
    """A class as the list, the single row and a reply made of its row have it."""
    async with work_for(service.app.state.db, service.settings, district_id) as ctx:
        page = await ctx.page(CLASSES, Paging())
        item = await ctx.item(CLASSES, id_, "class")
        row = await ctx.get(ClassRow, id_, "class")
        made = ctx.reply(await reply_of(ctx, Class, row))
    listed = [one for one in json.loads(bytes(page.body))["items"] if one["id"] == str(id_)]
    return [*listed, json.loads(bytes(item.body)), json.loads(bytes(made.body))]


async def test_list_row_and_reply_give_the_same_ids_and_names(assessment: Service, district_id: UUID) -> None:
    school, spring, autumn = new_id(), *[await a_session(assessment, district_id, t) for t in ("Spring", "Autumn")]
    await a_school(assessment, district_id, school, "Lincoln")
    id_ = await a_class(assessment, district_id, school, None, autumn, spring)
    wanted = {
        **{"id": str(id_), "version": 1, "title": "Algebra", "course": None},
        "school": {"id": str(school), "name": "Lincoln"},
        "sessions": [{"id": str(autumn), "name": "Autumn"}, {"id": str(spring), "name": "Spring"}],
    }
    assert await seen(assessment, district_id, id_) == [wanted] * 3


async def test_what_nobody_has_told_of_yet_has_no_name(assessment: Service, district_id: UUID) -> None:
    school, course = new_id(), new_id()
    id_ = await a_class(assessment, district_id, school, course)
    nameless: tuple[Any, ...] = ({"id": str(school), "name": None}, {"id": str(course), "name": None}, [])
    found = await seen(assessment, district_id, id_)
    assert [(one["school"], one["course"], one["sessions"]) for one in found] == [nameless] * len(found)
    assert found


async def test_a_neighbours_name_is_never_told(assessment: Service, district_id: UUID) -> None:
    school, neighbour = new_id(), new_id()
    await a_school(assessment, neighbour, school, "Theirs")
    id_ = await a_class(assessment, district_id, school, None)
    found = await seen(assessment, district_id, id_)
    assert [one["school"] for one in found] == [{"id": str(school), "name": None}] * len(found)
    assert found


class Assignment(Reply):
    """A caseload by who wrote it."""

    id: UUID
    version: int
    created_by: ActorReference | None


async def test_whoever_acted_is_said_alike_in_list_row_and_reply(assessment: Service, district_id: UUID) -> None:
    rows = listing(CaseloadAssignmentRow, Assignment, Paging)
    person, client, unheard = new_id(), new_id(), new_id()
    await assessment.receive(
        district_id,
        ("partners.client.recorded.v1", {"client_id": str(client), "name": "Nightly", "version": 2}),
        ("partners.client.recorded.v1", {"client_id": str(client), "name": "Older", "version": 1}),
    )
    await assessment.sql(
        """insert into directory_staff (district_id, id, given_name, family_name, language, active, version)
        values ($1, $2, 'Ana', 'Ruiz', 'en', false, 1)""",
        *(district_id, person),
    )
    wanted: dict[str, Any] = {
        f"person:{person}": {"kind": "person", "id": str(person), "name": "Ana Ruiz"},
        f"client:{client}": {"kind": "client", "id": str(client), "name": "Nightly"},
        f"client:{unheard}": {"kind": "client", "id": str(unheard), "name": None},
        "service:assessment": {"kind": "service", "id": None, "name": "assessment"},
        "operator": {"kind": "operator", "id": None, "name": None},
    }
    for said, actor in wanted.items():
        id_ = new_id()
        await assessment.sql(
            f"""insert into caseload_assignments (district_id, id, staff_id, student_id, relation, starts_on,
            source, created_by, updated_by, created_at, updated_at, version)
            values ($1, $2, $3, $3, 'mentee', '2026-08-01', 'manual', $4, $4, {STAMPS})""",
            *(district_id, id_, new_id(), said),
        )
        async with work_for(assessment.app.state.db, assessment.settings, district_id) as ctx:
            item = json.loads(bytes((await ctx.item(rows, id_, "assignment")).body))
            row = await ctx.get(CaseloadAssignmentRow, id_, "assignment")
            made = json.loads(bytes(ctx.reply(await reply_of(ctx, Assignment, row)).body))
        assert (item["created_by"], made["created_by"]) == (actor, actor), said


async def test_all_names_of_a_reply_are_one_statement(assessment: Service, district_id: UUID) -> None:
    schools = [new_id() for _ in range(5)]
    term = await a_session(assessment, district_id, "Autumn")
    for place, school in enumerate(schools):
        await a_school(assessment, district_id, school, f"School {place}")
        await a_class(assessment, district_id, school, new_id(), term)
    db = assessment.app.state.db
    async with work_for(db, assessment.settings, district_id) as ctx:
        rows = list(await ctx.session.scalars(select(ClassRow).order_by(ClassRow.id)))
        with statements(db) as sent:
            found = await replies_of(ctx, Class, rows)
        with statements(db) as none:
            nobody = await references(ctx, {STAFF: [None]})
    assert [one.school.name for one in found] == [f"School {place}" for place in range(5)]
    assert {one.sessions[0].name for one in found} == {"Autumn"}
    assert (len(sent), len(none), nobody.to(STAFF, None)) == (1, 0, None)


async def test_only_who_could_read_the_directory_is_told_what_people_are_called(
    scheduling: Service, district_id: UUID
) -> None:
    district = await District(scheduling, district_id).seed()
    plan = await district.published(activity("A1"))
    url = f"/v1/tasks/{(await district.task(plan, 'oak', 'A1'))['id']}"
    scopes = ("tasks:read", "tasks:write", "plans:read")
    told, untold = scheduling.machine(district_id, *scopes, "directory:read"), scheduling.machine(district_id, *scopes)
    named, nameless = "A coordinator_oak", None
    for caller, name in ((told, named), (untold, nameless), (told, named)):
        read = (await caller.get(url)).json()
        found = await caller.get("/v1/tasks", params={"ids": read["id"]})
        assert found.status_code == 200, found.text
        listed = found.json()["items"][0]
        assert (read["owner"]["name"], listed["owner"]["name"]) == (name, name)
        # Of schools and plans there is nothing to keep from anybody.
        assert (read["school"]["name"], read["plan"]["name"]) == ("oak", plan["title"])
        written = await caller.patch(url, json={"target_on": None}, headers={"If-Match": f'"{read["version"]}"'})
        assert written.status_code == 200, written.text
        assert written.json()["owner"] == {"id": read["owner"]["id"], "name": name}
    plans = [(await caller.get(f"/v1/plans/{plan['id']}")).json() for caller in (told, untold)]
    assert [one["approved_by"]["name"] for one in plans] == ["A executive", None]
