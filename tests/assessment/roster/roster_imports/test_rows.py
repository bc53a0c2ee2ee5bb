"""One cell of a row at a time: what just fits, and what is named as a fault."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.assessment.roster.roster_imports.cells import RowFault
from services.assessment.roster.roster_imports.ids import Ids
from services.assessment.roster.roster_imports.rows import FORMS, ROLES_OF_USERS, Form

IDS = Ids(UUID(int=1))
DAY, NEXT = "2026-09-01", "2026-09-02"
MANY = ",".join(["x"] * 100)
#: The least a row needs.
LEAST = {
    "orgs": {"name": "Oak", "type": "school"},
    "academicSessions": {"title": "Year", "type": "schoolYear", "startDate": DAY, "endDate": NEXT},
    "courses": {"title": "Math"},
    "classes": {"title": "4A", "schoolSourcedId": "s1"},
    "users": {"givenName": "Ana", "familyName": "Ruiz"},
    "roles": {"userSourcedId": "p1", "roleType": "primary", "role": "teacher", "orgSourcedId": "s1"},
    "demographics": {},
    "enrollments": {"classSourcedId": "c1", "schoolSourcedId": "s1", "userSourcedId": "p1", "role": "student"},
    "roles of users": {"sourcedId": "p1", "role": "teacher", "orgSourcedIds": "s1,s2"},
}


def form_of(file: str) -> Form:
    return ROLES_OF_USERS if file == "roles of users" else FORMS[file]


def read(file: str, **cells: str) -> dict[str, Any]:
    form = form_of(file)
    row = {**LEAST[file], **cells}
    columns = (*form.required, *form.optional)
    assert row.keys() <= set(columns)
    return dict(zip(form.staged, form.parse(IDS, tuple(row.get(column, "") for column in columns)), strict=True))


@pytest.mark.parametrize("file", LEAST)
def test_a_row_needs_what_it_needs_and_nothing_more(file: str) -> None:
    assert read(file)
    for column in LEAST[file].keys() - {"roleType", "sourcedId"}:
        for nothing in ("", " "):
            with pytest.raises(RowFault) as found:
                read(file, **{column: nothing})
            said = found.value.column, found.value.code
            assert said in {(column, "value_missing"), (column, "role_unknown")}, (file, column)


@pytest.mark.parametrize(
    ("file", "column", "fits", "over"),
    [
        *(("users", column, "x" * 200, "x" * 201) for column in ("givenName", "familyName", "middleName")),
        *(("users", column, "x" * 60, "x" * 61) for column in ("phone", "sms")),
        ("users", "preferredGivenName", "x" * 200, "x" * 201),
        ("users", "identifier", "x" * 255, "x" * 256),
        ("users", "email", f"a@{'b' * 60}.{'c' * 63}.{'d' * 63}.{'e' * 63}", "x" * 255),
        ("users", "primaryOrgSourcedId", "x" * 255, "x" * 256),
        ("users", "agentSourcedIds", MANY, f"{MANY},x"),
        ("classes", "subjects", ",".join(["x" * 254] * 100), ",".join(["x" * 255] * 100)),
        ("classes", "classType", "x" * 60, "x" * 61),
        ("orgs", "identifier", "x" * 60, "x" * 61),
        ("orgs", "type", f"ext:{'x' * 36}", f"ext:{'x' * 37}"),
        ("academicSessions", "type", "x" * 60, "x" * 61),
        ("academicSessions", "schoolYear", "x" * 10, "x" * 11),
        ("roles of users", "role", f"ext:{'x' * 60}", f"ext:{'x' * 62}"),
        ("demographics", "sex", "x" * 40, "x" * 41),
        ("enrollments", "userSourcedId", "x" * 255, "x" * 256),
    ],
)
def test_a_cell_may_be_as_long_as_its_bound(file: str, column: str, fits: str, over: str) -> None:
    read(file, **{column: fits})
    with pytest.raises(RowFault) as found:
        read(file, **{column: over})
    assert (found.value.column, found.value.code) == (column, "too_long")


@pytest.mark.parametrize(
    ("file", "begins", "ends"),
    [
        ("academicSessions", "startDate", "endDate"),
        ("roles", "beginDate", "endDate"),
        ("enrollments", "beginDate", "endDate"),
    ],
)
def test_one_day_is_a_span_and_an_end_before_its_beginning_is_not(file: str, begins: str, ends: str) -> None:
    row = read(file, **{begins: DAY, ends: DAY})
    assert [value for value in row.values() if isinstance(value, date)] == [date(2026, 9, 1)] * 2
    with pytest.raises(RowFault) as found:
        read(file, **{begins: NEXT, ends: DAY})
    assert (found.value.column, found.value.code) == (ends, "dates_out_of_order")
    if file != "academicSessions":
        for open_ in ({begins: NEXT}, {ends: DAY}):
            assert len([value for value in read(file, **open_).values() if isinstance(value, date)]) == 1


@pytest.mark.parametrize(
    ("file", "cells", "code"),
    [
        ("orgs", {"type": "club"}, "type_unknown"),
        ("roles", {"role": "wizard"}, "role_unknown"),
        ("roles of users", {"role": "wizard"}, "role_unknown"),
        ("enrollments", {"role": "wizard"}, "role_unknown"),
        ("classes", {"grades": "03,42nd"}, "grade_unknown"),
        ("users", {"email": "ana@cedar\n.example"}, "email_malformed"),
        ("users", {"agentSourcedIds": "g1,g\x1b2"}, "text_malformed"),
        ("enrollments", {"role": "ext:\x07"}, "text_malformed"),
        ("classes", {"subjects": "Reading,\u202egnitirW"}, "text_malformed"),
        ("demographics", {"birthDate": "09/01/2016"}, "date_malformed"),
        ("roles", {"beginDate": "soon"}, "date_malformed"),
    ],
)
def test_a_word_that_means_nothing_is_a_fault_of_its_column(file: str, cells: dict[str, str], code: str) -> None:
    with pytest.raises(RowFault) as found:
        read(file, **cells)
    assert (found.value.column, found.value.code) == (*cells, code)


@pytest.mark.parametrize("type_", ["district", "school", "department", "local", "state", "national", "ext:club"])
def test_organisations_are_of_the_standards_types_or_of_ones_own(type_: str) -> None:
    assert read("orgs", type=type_)["type"] == type_


@pytest.mark.parametrize("role", ["student", "teacher", "aide", "administrator", "proctor", "ext:coach"])
def test_who_is_in_a_class_has_a_role_of_the_standard_or_of_ones_own(role: str) -> None:
    assert read("enrollments", role=f" {role} ", primary=" TRUE ")["role"] == role


def test_cells_are_read_for_what_they_say() -> None:
    assert read("users", grades="03,05", email=" a@b ", identifier=" ") | {"org_id": None} == {
        **dict.fromkeys(FORMS["users"].staged),
        "given_name": "Ana",
        "family_name": "Ruiz",
        "grade": "05",
        "email": "a@b",
        "agents": [],
    }
    session = "academicSessions"
    assert [read(session, parentSourcedId=parent)["parent_id"] for parent in ("", "NULL", "y")] == [
        None,
        None,
        IDS.session("y"),
    ]
    assert [read("enrollments", primary=said)["is_primary"] for said in ("true", "false", "")] == [True, False, False]
    assert [read("roles", roleType=said)["is_primary"] for said in ("primary", "secondary")] == [True, False]
    first = read("roles of users")
    assert (first["org_id"], first["kind"], first["is_primary"]) == (IDS.school("s1"), "staff", True)
