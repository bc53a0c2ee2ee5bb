"""Small OneRoster bundles, made by hand so that one thing at a time can be wrong with them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx

from shared.ids import id_from_source, new_id
from shared.testing.calls import Service

Rows = Sequence[Mapping[str, str]]
FILES = ("academicSessions", "orgs", "courses", "classes", "users", "roles", "demographics", "enrollments")
PREFERRED = ("preferredGivenName", "preferredMiddleName", "preferredFamilyName")
SCHOOLS = {"s1": "0101", "s2": "0102", "s3": "0201"}


def files(students: int = 12) -> dict[str, list[dict[str, str]]]:
    """A district with three schools, a teacher, a principal, some students and a guardian for each."""
    found: dict[str, list[dict[str, str]]] = {
        "academicSessions": [
            {
                **{"sourcedId": "y", "title": "2026-2027", "type": "schoolYear"},
                **{"startDate": "2026-08-24", "endDate": "2027-06-11", "parentSourcedId": "", "schoolYear": "2027"},
            }
        ],
        "orgs": [{"sourcedId": "d", "name": "District", "type": "district", "identifier": "D", "parentSourcedId": ""}],
        "courses": [{"sourcedId": "c", "title": "Reading", "courseCode": "R1"}],
        "classes": [
            {
                **{"sourcedId": "k1", "title": "Reading 1", "courseSourcedId": "c", "schoolSourcedId": "s1"},
                **{"termSourcedIds": "y", "classCode": "R1-1", "classType": "scheduled", "grades": "03"},
                "subjects": "Reading",
            }
        ],
        "users": [user("t1", "Tea", "Cher", "s1"), user("p1", "Prin", "Cipal", "s1")],
        "roles": [role("t1", "teacher", "s1"), role("p1", "principal", "s1"), role("p1", "siteAdministrator", "s2")],
        "demographics": [],
        "enrollments": [enrollment("e-t1", "t1", "teacher")],
    }
    for school, code in SCHOOLS.items():
        found["orgs"].append(
            {
                **{"sourcedId": school, "name": f"School {code}", "type": "school"},
                **{"identifier": code, "parentSourcedId": "d"},
            }
        )
    for number in range(students):
        add_student(found, f"{number:06d}", list(SCHOOLS)[number % 3])
    return found


def one_dot_one(students: int = 12) -> dict[str, list[dict[str, str]]]:
    """The same district in OneRoster 1.1: each user's one role stands with them."""
    found = files(students)
    for name in ("roles", "demographics", "enrollments"):
        del found[name]
    words = {"0": "student", "g": "parent", "t": "teacher", "p": "administrator"}
    for row in found["users"]:
        row |= {"orgSourcedIds": row.pop("primaryOrgSourcedId"), "role": words[row["sourcedId"][0]]}
    return found


def user(source_id: str, given: str, family: str, org: str, **more: str) -> dict[str, str]:
    """A row of users.csv."""
    columns = ("middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", *PREFERRED)
    names = {"sourcedId": source_id, "username": source_id, "givenName": given, "familyName": family}
    return {**names, "enabledUser": "true", "primaryOrgSourcedId": org, **dict.fromkeys(columns, ""), **more}


def role(person: str, what: str, org: str, **more: str) -> dict[str, str]:
    """A row of roles.csv."""
    row = {"sourcedId": f"{person}-{what}-{org}", "userSourcedId": person, "roleType": "primary", "role": what}
    return {**row, "beginDate": "", "endDate": "", "orgSourcedId": org, **more}


def enrollment(source_id: str, person: str, what: str, **more: str) -> dict[str, str]:
    """A row of enrollments.csv."""
    row = {"sourcedId": source_id, "classSourcedId": "k1", "schoolSourcedId": "s1", "userSourcedId": person}
    return {**row, "role": what, "primary": "false", "beginDate": "2026-08-24", "endDate": "2027-06-11", **more}


def add_student(found: dict[str, list[dict[str, str]]], number: str, school: str) -> None:
    """A student with a guardian, demographics and an enrolment."""
    found["users"] += [
        user(number, "Gina", f"Child{number}", school, grades="03", identifier=number, agentSourcedIds=f"g{number}"),
        user(f"g{number}", "Gus", f"Child{number}", school, email=f"g{number}@example.org", sms="+12275550100"),
    ]
    found["roles"] += [role(number, "student", school), role(f"g{number}", "parent", school)]
    found["demographics"].append({"sourcedId": number, "birthDate": "2018-02-03", "sex": "female"})
    found["enrollments"].append(enrollment(f"e{number}", number, "student"))


def delta(found: Mapping[str, Rows], status: str = "active") -> dict[str, list[dict[str, str]]]:
    """The same rows as a delta lists them."""
    fixed = {"status": status, "dateLastModified": "2026-10-01T06:00:00.000Z"}
    return {name: [{**fixed, **row} for row in rows] for name, rows in found.items()}


def text(rows: Rows, *, newline: str = "\r\n") -> str:
    """Rows as CSV."""
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["sourcedId"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def manifest(names: Mapping[str, str], version: str = "1.2") -> str:
    """manifest.csv; `names` gives the mode of each file."""
    rows = {"manifest.version": "1.0", "oneroster.version": version}
    rows |= {f"file.{name}": names.get(name, "absent") for name in dict.fromkeys((*FILES, "results", *names))}
    return text([{"propertyName": name, "value": value} for name, value in rows.items()])


def pack(found: Mapping[str, Rows | bytes | str], mode: str = "bulk", version: str = "1.2") -> bytes:
    """A whole bundle; a file without rows is left out, text and bytes are taken as they are."""
    listed = {name: content for name, content in found.items() if content}
    entries: dict[str, Any] = {"manifest.csv": manifest(dict.fromkeys(listed, mode), version)}
    for name, content in listed.items():
        entries[f"{name}.csv"] = content if isinstance(content, bytes | str) else text(content)
    return zipped(entries)


def zipped(entries: Mapping[str, bytes | str]) -> bytes:
    """A zip of exactly these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


async def post(caller: httpx.AsyncClient, content: bytes, **query: str) -> httpx.Response:
    """Hand a bundle in."""
    return await caller.post(
        "/v1/roster-imports", params=query, content=content, headers={"Content-Type": "application/zip"}
    )


async def run(assessment: Service, district_id: UUID, content: bytes, **query: str) -> dict[str, Any]:
    """Hand a bundle in, have the worker run it, and return the job."""
    caller = assessment.machine(district_id)
    reply = await post(caller, content, **query)
    assert reply.status_code == 202, reply.text
    import_id = reply.json()["id"]
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": import_id}))
    return dict((await caller.get(f"/v1/roster-imports/{import_id}")).json())


async def faults(assessment: Service, district_id: UUID, job: dict[str, Any]) -> list[dict[str, Any]]:
    """The faults of a job."""
    reply = await assessment.machine(district_id).get(f"/v1/roster-imports/{job['id']}/faults?limit=500")
    return list(reply.json()["items"])


async def items(assessment: Service, district_id: UUID, path: str, **query: str) -> list[dict[str, Any]]:
    """A list's first 500 rows."""
    reply = await assessment.machine(district_id).get(path, params={"limit": "500", **query})
    return list(reply.json()["items"])


def person(district_id: UUID, source_id: str) -> str:
    """The id of a person of the roster."""
    return str(id_from_source(district_id, "oneroster", "person", source_id))


def school(district_id: UUID, source_id: str) -> UUID:
    """The id of a school of the roster."""
    return id_from_source(district_id, "oneroster", "school", source_id)


def at_work(staff_id: Any) -> tuple[tuple[str, dict[str, Any]], ...]:
    """What the directory says of somebody who works for the whole district."""
    names = {"given_name": "A", "family_name": "B", "email": None, "language": "en"}
    held = {"assignment_id": new_id(), "staff_id": staff_id, "role": "mentor", "school_id": None}
    return (
        ("partners.staff.recorded.v1", {"staff_id": staff_id, **names, "active": True, "version": 1}),
        ("partners.role.assigned.v1", {**held, "starts_on": "2020-01-01", "ends_on": None, "version": 1}),
    )
