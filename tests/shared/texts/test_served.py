"""What a service calls its codes, enums, fields and scopes, for front ends."""

from collections.abc import Callable
from uuid import UUID

import pytest

from shared.testing.calls import Service, assert_refused
from shared.testing.servers import SERVICES


@pytest.mark.parametrize("name", SERVICES)
async def test_whatever_the_contract_names_has_its_words(
    service_of: Callable[[str], Service], district_id: UUID, name: str
) -> None:
    service = service_of(name)
    schemas = service.app.openapi()["components"]["schemas"]
    enums = {called: set(schema["enum"]) for called, schema in schemas.items() if "enum" in schema}
    codes = {
        code
        for called, schema in schemas.items()
        if called.endswith("Problem")
        for part in schema.get("allOf", ())
        for code in part.get("properties", {}).get("code", {}).get("enum", ())
    }
    caller = service.machine(district_id)
    for language in ("en", "es"):
        found = (await caller.get("/v1/texts", params={"language": language})).json()
        assert found["language"] == language
        assert codes <= found["codes"].keys()
        assert {called: set(labels) for called, labels in found["enums"].items() if called in enums} == enums
    assert len(enums) >= 5
    assert len(codes) >= 10


async def test_they_come_in_the_readers_language_and_once(scheduling: Service, district_id: UUID) -> None:
    caller = scheduling.machine(district_id, "tasks:read")
    spanish = await caller.get("/v1/texts", headers={"Accept-Language": "es-MX, en;q=0.5"})
    assert spanish.json()["enums"]["TaskState"]["done"] == "Hecha"
    assert spanish.json()["codes"]["no_pool"]["advice"] == "Pida que se la asignen."
    again = await caller.get("/v1/texts", headers={"Accept-Language": "es", "If-None-Match": spanish.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    english = await caller.get("/v1/texts", params={"language": "en"}, headers={"Accept-Language": "es"})
    assert english.json()["scopes"]["tasks:read"] != spanish.json()["scopes"]["tasks:read"]
    assert_refused(await caller.get("/v1/texts", params={"language": "de"}), 422, "invalid")
    assert_refused(await scheduling.caller().get("/v1/texts"), 401, "token_missing")
