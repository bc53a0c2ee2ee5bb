"""Whoever is refused reads why in their language; the operator's words stand beside it."""

from typing import Any
from uuid import UUID

import pytest

from shared.errors import Invalid, NotFound, Refusal, fault
from shared.testing.calls import Service, assert_refused
from shared.texts.refusing import told
from shared.texts.words import Words

SPANISH = {"Accept-Language": "es-MX, en;q=0.5"}


async def test_a_refusal_comes_in_the_callers_language(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "directory:write")
    reply = await caller.post("/v1/schools", json={"name": "", "x-names": 1}, headers=SPANISH)
    assert_refused(reply, 422, "invalid")
    said = reply.json()
    assert (reply.headers["content-language"], said["title"]) == ("es", "Algunos valores no se aceptan")
    assert "Accept-Language" in reply.headers["vary"]
    assert said["detail"] == "Hay que corregir 3 valores. El primero: Nombre: al menos 1 carácter."
    assert {entry["pointer"]: entry["detail"] for entry in said["errors"]} == {
        "/name": "Al menos 1 carácter",
        "/local_code": "Falta",
        "/x-names": "Esta llamada no lo acepta",
    }
    assert "/name At least 1 character" in said["diagnosis"]


async def test_without_a_language_it_is_english(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "directory:write")
    reply = await caller.post("/v1/schools", json={"name": ""}, headers={"Accept-Language": "fr"})
    assert_refused(reply, 422, "invalid")
    assert reply.headers["content-language"] == "en"
    assert reply.json()["detail"] == "2 values need mending. The first: Name: at least 1 character."


async def test_a_missing_scope_is_said_in_words(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "directory:read")
    reply = await caller.post("/v1/schools", json={}, headers=SPANISH)
    assert_refused(reply, 403, "scope_missing")
    assert "«Cambiar el distrito, sus escuelas, personal y roles.»" in reply.json()["detail"]
    assert reply.json()["diagnosis"] == "It needs directory:write."


async def test_a_refused_row_of_many_is_told_too(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id, "directory:write")
    reply = await caller.post("/v1/bulk/schools", json={"items": [{"name": "a"}]}, headers=SPANISH)
    assert reply.status_code == 200, reply.text
    refusal = reply.json()["rows"][0]["refusal"]
    assert (refusal["detail"], refusal["title"]) == ("Código local: falta.", "Algunos valores no se aceptan")


def test_a_name_no_contract_has_is_not_repeated() -> None:
    said = told(Invalid(errors=[fault("/ana-ruiz-born-2014", "This call does not take it")]), "en")
    assert said.detail == "This call does not take it."


@pytest.mark.parametrize(
    ("refusal", "detail"),
    [
        (NotFound("No such task."), "Revise la dirección o búsquelo en su lista."),
        (NotFound(Words("No such task.", es="No existe esa tarea.")), "No existe esa tarea."),
        (Invalid(errors=[fault("/a", "odd", "no_such_school")]), "No existe esa escuela en este distrito."),
        (Invalid(errors=[fault("/a", "odd")]), "Algunos valores no se aceptan."),
        (Invalid(errors=[fault("/a", "odd", "odd")]), "Este valor no se acepta."),
    ],
)
def test_what_was_raised_in_english_alone_is_told_by_its_code(refusal: Refusal, detail: str) -> None:
    said: Any = told(refusal, "es")
    assert said.detail == detail
    assert "No such task." in said.diagnosis or "/a odd" in said.diagnosis
