"""What terms, day types and notes for oneself say their caller may do is what they can do."""

from typing import Any
from uuid import UUID

import httpx

from services.scheduling.calendar.day_types import transitions as of_day_types
from services.scheduling.calendar.terms import transitions as of_terms
from services.scheduling.work.own_notes import transitions as of_notes
from shared.ids import new_id
from tests.scheduling.calendar.terms.factories import listing
from tests.scheduling.factories import TODAY, District
from tests.scheduling.may import callers, sending
from tests.states.may import Held, hold, listed

TAG = {"If-Match": "*"}


async def test_what_may_be_done_to_a_term_is_what_can_be_done(district: District) -> None:
    held = Held()
    (year,) = (await district.author.get("/v1/school-years")).json()["items"]
    span = {name: year[name] for name in ("starts_on", "ends_on")}
    wish = {"school_year_id": year["id"], "kind": "semester", "code": "S9", "title": "First", **span}
    by_hand = (await district.author.post("/v1/terms", json=wish)).json()["id"]
    of_roster = str(new_id())
    await district.scheduling.receive(
        district.id, listing(UUID(of_roster), year["id"], kind="grading_period", code="Q1")
    )
    for about, id_ in {"by hand": by_hand, "of the roster": of_roster}.items():
        send = sending(f"/v1/terms/{id_}")
        tries = {"change": send("PATCH", json={"title": "y"}, headers=TAG), "delete": send("DELETE")}
        await hold(callers(district), listed("/v1/terms", id_), tries, held, about)
    assert held.one_sided({move.name for move in of_terms.TRANSITIONS}) == set()
    assert (await district.author.delete(f"/v1/terms/{by_hand}")).status_code == 204
    gone = (await district.author.get("/v1/terms", params={"updated_since": "2020-01-01T00:00:00Z"})).json()["items"]
    assert [term["may"] for term in gone if term["id"] == by_hand] == [[]]


async def test_what_may_be_done_to_a_day_type_is_what_can_be_done(district: District) -> None:
    held, oak = Held(), str(district.schools["oak"])
    wish = {"code": "market_day", "title": "Market day", "school_is_held": True}
    assert (await district.author.post("/v1/day-types", json=wish)).status_code == 201
    own = await district.author.post("/v1/day-types", json={**wish, "code": "oak_day", "school_id": oak})
    assert own.status_code == 201, own.text
    for code, school in {"holiday": None, "market_day": None, "oak_day": oak}.items():
        query = {"school_id": school} if school else {}
        send = sending(f"/v1/day-types/{code}")
        tries = {"change": send("PATCH", json={"title": "y"}, headers=TAG, params=query)}
        await hold(callers(district), _type(code, query), tries, held, code)
    assert held.one_sided({move.name for move in of_day_types.TRANSITIONS}) == set()


def _type(code: str, query: dict[str, str]) -> Any:
    """A day type as it is read by itself, which its list says alike."""

    async def read(caller: httpx.AsyncClient) -> httpx.Response:
        single = await caller.get(f"/v1/day-types/{code}", params=query)
        rows = (await caller.get("/v1/day-types", params={"limit": "500"})).json().get("items", ())
        assert [one["may"] for one in rows if one["code"] == code] == ([single.json()["may"]] if rows else [])
        return single

    return read


async def test_a_note_for_oneself_is_its_makers_to_change_and_delete(district: District) -> None:
    held, maker = Held(), district.as_person("mentor_oak", ("mentor", "oak"))
    made = await maker.post("/v1/own-notes", json={"title": "x", "due_on": TODAY.isoformat()})
    assert made.json()["may"] == ["change", "delete"]
    id_ = made.json()["id"]
    send = sending(f"/v1/own-notes/{id_}")
    tries = {"change": send("PATCH", json={"title": "y"}, headers=TAG), "delete": send("DELETE")}
    people = {**callers(district), "maker who left": district.as_person("mentor_oak")}
    await hold(people, listed("/v1/own-notes", id_), tries, held, "theirs")
    assert held.one_sided({move.name for move in of_notes.TRANSITIONS}) == set()
