"""A district whose roster two systems list."""

from typing import Any
from uuid import UUID

from shared.ids import id_from_source, new_id
from shared.testing.calls import Service
from tests.assessment import bundles
from tests.assessment.roster.roster_imports.factories import Files

CODE = "centre"


def steward(assessment: Service, district_id: UUID) -> Any:
    """A data manager of the district."""
    return assessment.person(district_id, new_id(), ("data_manager", None))


async def declare(assessment: Service, district_id: UUID, code: str = CODE, rank: int = 2) -> dict[str, Any]:
    """A further source."""
    wish = {"code": code, "title": f"The {code}", "rank": rank}
    reply = await steward(assessment, district_id).post("/v1/roster-sources", json=wish)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def order(assessment: Service, district_id: UUID, version: int = 0, **groups: list[str]) -> None:
    """Orders that differ from the ranks'."""
    body = {"orders": [{"fields": fields, "sources": sources} for fields, sources in groups.items()]}
    headers = {"If-Match": f'"{version}"'}
    reply = await steward(assessment, district_id).put("/v1/roster-precedence", json=body, headers=headers)
    assert reply.status_code == 200, reply.text


async def same(assessment: Service, district_id: UUID, kind: str, pairs: dict[str, str], code: str = CODE) -> None:
    """Things that a further source lists under these ids are those of the first under those."""
    rows = [{"kind": kind, "source": code, "source_id": here, "same_source_id": there} for here, there in pairs.items()]
    reply = await assessment.machine(district_id).post("/v1/bulk/roster-aliases", json={"items": rows})
    assert (reply.status_code, reply.json()["refused"]) == (200, 0), reply.text


async def one_child(assessment: Service, district_id: UUID, source_id: str, child: str, code: str = CODE) -> str:
    """Have a further source's id be a child of the first."""
    student_id = bundles.person(district_id, child)
    wish = {"source": code, "source_id": source_id}
    reply = await assessment.machine(district_id).post(f"/v1/students/{student_id}/aliases", json=wish)
    assert reply.status_code == 201, reply.text
    return student_id


def named(district_id: UUID, source_id: str, kind: str = "person", code: str = CODE) -> str:
    """The id of what a further source lists."""
    return str(id_from_source(district_id, f"source-{code}", kind, source_id))


def smaller(*students: str, **more: str) -> Files:
    """What a career centre lists: itself, a teacher, some students with a guardian each."""
    found = bundles.files(0)
    for name in ("users", "roles", "enrollments"):
        found[name] = [row for row in found[name] if "p1" not in (row.get("userSourcedId"), row["sourcedId"])]
    for number in students:
        bundles.add_student(found, number, "s1")
    found["users"] = [{**row, **(more if row["sourcedId"] in students else {})} for row in found["users"]]
    return found


async def read(assessment: Service, district_id: UUID, student_id: str) -> dict[str, Any]:
    """One student."""
    return dict((await assessment.machine(district_id).get(f"/v1/students/{student_id}")).json())


async def push(assessment: Service, district_id: UUID, source: str, source_id: str, **said: Any) -> dict[str, Any]:
    """A student as a source lists them by day."""
    body = {"given_name": "Gina", "family_name": "Pushed"} | said
    reply = await assessment.machine(district_id).put(f"/v1/students/{source}/{source_id}", json=body)
    assert reply.status_code in (200, 201), reply.text
    return dict(reply.json())
