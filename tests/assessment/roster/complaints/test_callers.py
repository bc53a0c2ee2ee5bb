"""Of the twenty complaints those about calling, as a system meets them: over HTTP, to the end of what it came for."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import httpx
import pytest
from joserfc.jwk import ECKey

from deploy.contracts import CONTRACTS
from services.assessment.app import build
from services.partners.access.tokens.assertions import TYPE
from shared.testing.calls import ISSUER, Service, assert_refused, served, token
from shared.testing.servers import SERVICES
from shared.web.endings import LEAST, ending
from shared.web.limits import Limits
from shared.web.openapi import routes_of
from tests.assessment import bundles
from tests.assessment.bundles import pack, post, run
from tests.assessment.roster.complaints.reading import Reader, pages, roster
from tests.assessment.roster.roster_imports.factories import change, row_of
from tests.contracts.clients.workspace import Workspace
from tests.partners.access.scim.provider import provider_of
from tests.partners.machines import assertion, made, public
from tests.scheduling.factories import TODAY, District, activity
from tests.scheduling.views.feeds import reading as feeds

GENERATED = ("openapi_python_client", "openapi_fetch", "hey_api")
#: What stands beside `/v1` is of a standard that says where it is, or for whoever runs it.
UNVERSIONED = {"oauth", ".well-known", "livez", "readyz"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What three generators make of the contract."""
    found = Workspace.make(tmp_path_factory.mktemp("clients"))
    contract = [CONTRACTS / "openapi" / "assessment.json"]
    for done in (found.generate_typescript(contract), found.generate_python(contract)):
        assert done.returncode == 0, done.stdout + done.stderr
    return found


async def test_1_a_default_page_size_truncates_silently(
    assessment: Service, district_id: UUID, workspace: Workspace
) -> None:
    await run(assessment, district_id, pack(bundles.files(1_001)))
    bearer = token(district_id, ["roster:read"])
    async with served(assessment) as origin:
        for kind in GENERATED:
            found = await asyncio.to_thread(workspace.read, kind, origin, bearer)
            assert sorted(found) == roster(1_001), kind


@pytest.mark.parametrize("query", [{}, {"updated_since": "2020-01-01T00:00:00Z"}], ids=["by name", "by change"])
async def test_2_pages_skip_and_repeat_while_data_change(
    assessment: Service, district_id: UUID, query: dict[str, str]
) -> None:
    """Before each further page somebody who was read leaves, somebody who was not leaves, and somebody comes."""
    await run(assessment, district_id, pack(bundles.files(40)))
    found, later, reader = bundles.files(60), iter(range(40, 60)), Reader(assessment.machine(district_id), query)
    left = set[str]()
    while await reader.more():
        staying = sorted(set(roster(40)) - left)
        read, unread = ([one for one in staying if (one in reader.ids) is is_read] for is_read in (True, False))
        leavers = [*read[:1], *unread[-1:]]
        left |= {*leavers}
        gone = [row for row in found["users"] if row["sourcedId"] in leavers]
        await run(assessment, district_id, change({"users": gone}, status="tobedeleted"))
        new = f"{next(later):06d}"
        rows = {name: [row for row in rows if new in str(row)] for name, rows in found.items()}
        await run(assessment, district_id, change({name: some for name, some in rows.items() if some}))
    stayed = set(roster(40)) - left
    assert len(left) > 6
    assert {*reader.ids} >= stayed
    if query:
        # Who changed meanwhile is told again, as they are now: of each the last word is how they stand.
        assert {one for one, row in reader.last.items() if row["active"]} >= stayed
        assert not {one for one, row in reader.last.items() if row["active"]} & left
    else:
        assert [one for one, times in Counter(reader.ids).items() if times > 1] == []


async def test_15_sign_in_differs_from_vendor_to_vendor(partners: Service, district_id: UUID) -> None:
    """One address that the metadata name, three standard ways to say who one is, one kind of token; no token in an address."""
    metadata = (await partners.caller().get("/.well-known/oauth-authorization-server")).json()
    path = metadata["token_endpoint"].removeprefix(ISSUER)
    key = ECKey.generate_key("P-256", private=True)
    by_secret, by_key = await made(partners, district_id), await made(partners, district_id, public_keys=[public(key)])
    form = {"grant_type": "client_credentials"}
    pair = (by_secret["id"], by_secret["secret"])
    named = {"client_id": pair[0], "client_secret": pair[1]}
    signed = {"client_assertion_type": TYPE, "client_assertion": assertion(by_key["id"], key)}
    replies = [
        await partners.caller().post(path, data=form, auth=pair),
        await partners.caller().post(path, data=form | named),
        await partners.caller().post(path, data=form | signed),
    ]
    assert [reply.status_code for reply in replies] == [200] * 3
    assert {(reply.json()["token_type"], reply.json()["expires_in"]) for reply in replies} == {("Bearer", 600)}
    assert metadata["token_endpoint_auth_methods_supported"][:3] != []
    reply = await partners.caller().get("/v1/schools", params={"access_token": replies[0].json()["access_token"]})
    assert_refused(reply, 401, "token_missing")
    for service in SERVICES:
        flows = json.loads((CONTRACTS / "openapi" / f"{service}.json").read_text())["components"]["securitySchemes"]
        assert flows["oauth2"]["flows"]["clientCredentials"]["tokenUrl"].endswith(path)


async def test_16_a_version_ends_without_warning(
    assessment: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = date(2026, 9, 1)
    with pytest.raises(ValueError, match="183 days"):
        ending(since, since + LEAST - timedelta(days=1), "/v2/roster-sources")
    app = build(assessment.settings.model_copy(update={"public_url": "https://api.district.example/sis"}))
    app.state.verifier = assessment.app.state.verifier
    (route,) = [one for one in routes_of(app) if one.name == "list_roster_sources"]
    for name, said in ending(since, since + LEAST, "/v2/roster-sources").items():
        monkeypatch.setattr(route, name, said)
    bearer = {"Authorization": f"Bearer {token(district_id, ['roster:read', 'roster:write'])}"}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=bearer) as caller:
        ends, refused = await caller.get("/v1/roster-sources"), await caller.get("/v1/roster-sources?limit=x")
        goes_on = await caller.get("/v1/roster-thresholds")
    assert (ends.status_code, refused.status_code, goes_on.status_code) == (200, 422, 200)
    for reply in (ends, refused):
        assert reply.headers["deprecation"] == "@1788220800"
        assert parsedate_to_datetime(reply.headers["sunset"]).date() == since + LEAST
        assert '</v2/roster-sources>; rel="successor-version"' in reply.headers["link"]
    assert not {"deprecation", "sunset"} & goes_on.headers.keys()
    contract = app.openapi()
    said = contract["paths"]["/v1/roster-sources"]["get"]
    assert said["deprecated"] is True
    assert {"Deprecation", "Sunset", "Link"} <= said["responses"]["200"]["headers"].keys()
    assert "deprecated" not in contract["paths"]["/v1/roster-thresholds"]["get"]
    # The version stands in the path, and where the paths begin is whoever runs it to say.
    assert [server["url"] for server in contract["servers"]] == ["https://api.district.example/sis"]
    assert {path.split("/")[1] for path in contract["paths"]} - UNVERSIONED == {"v1"}
    await app.state.db.close()


@pytest.fixture
def limited(assessment: Service) -> Iterator[None]:
    """Callers may make so many calls a minute that a reader meets the limit, and waits a second."""
    state = assessment.app.state
    before, state.limits = state.limits, Limits(dict.fromkeys(("client", "person", "address"), 90))
    yield
    state.limits = before


@pytest.mark.usefixtures("limited")
async def test_17_limits_are_unknown_and_nothing_resumes(assessment: Service, district_id: UUID) -> None:
    """A reader that waits as long as it is told gets all there is, each once, and is told beforehand how much is left."""
    await run(assessment, district_id, pack(bundles.files(30)))
    caller = assessment.caller(token(district_id, ["roster:read"]))
    query, ids, left, waits = {"limit": "1"}, list[str](), list[int](), list[int]()
    while query.get("cursor", "first"):
        reply = await caller.get("/v1/students", params=query)
        if reply.status_code == 429:
            assert_refused(reply, 429, "too_many_calls")
            waits.append(int(reply.headers["retry-after"]))
            await asyncio.sleep(waits[-1])
            # Nothing is refused that waited as it was told.
            reply = await caller.get("/v1/students", params=query)
        page = reply.json()
        left.append(int(reply.headers["ratelimit"].partition("r=")[2].partition(";")[0]))
        ids += [row["source_id"] for row in page["items"]]
        query["cursor"] = page["next_cursor"]
        for _ in range(1_000 if len(ids) == 7 else 0):
            # The rest of its calls goes elsewhere.
            if (await caller.get("/v1/classes")).status_code == 429:
                break
    assert ids == sorted(ids) == roster(30)
    assert {*waits} == {1}
    assert 0 <= min(left) <= max(left) < 90


async def test_18_a_token_that_ends_is_a_500(assessment: Service, district_id: UUID) -> None:
    """In the middle of a run: what was begun goes on, where a page ended the next begins, and nothing is read twice."""
    await run(assessment, district_id, pack(bundles.files(30)))
    long, over = (token(district_id, ["roster:read", "roster:write"], lifetime=life) for life in LIVES)
    first = (await assessment.caller(long).get("/v1/students", params={"limit": "10"})).json()
    asked = {"limit": "10", "cursor": first["next_cursor"]}
    sent = (await post(assessment.caller(long), change(row_of("users", "000003", givenName="Georgina")))).json()
    for reply in (
        await assessment.caller(over).get("/v1/students", params=asked),
        await assessment.caller(over).get(f"/v1/roster-imports/{sent['id']}"),
        await assessment.caller("no.such.token").get("/v1/students", params=asked),
    ):
        assert reply.status_code == 401
        assert 'error="invalid_token"' in reply.headers["www-authenticate"]
        assert reply.headers["content-type"].startswith("application/problem+json")
    await assessment.receive(district_id, ("assessment.roster_import.requested.v1", {"import_id": sent["id"]}))
    fresh = assessment.caller(token(district_id, ["roster:read", "roster:write"]))
    assert (await fresh.get(f"/v1/roster-imports/{sent['id']}")).json()["state"] == "finished"
    rest = await pages(fresh, "/v1/students", **asked)
    ids = [row["source_id"] for row in (*first["items"], *rest)]
    assert sorted(ids) == roster(30)


LIVES = (timedelta(minutes=10), timedelta(minutes=-5))


async def test_19_entras_patches_are_ignored_and_leavers_keep_access(partners: Service, district_id: UUID) -> None:
    """What Entra sends, in its spelling: it is done, or refused, never answered as done and left."""
    entra = await provider_of(partners, district_id)
    missing = await entra.play("entra/find_user_that_is_not_there")
    assert (missing.status_code, missing.json()["totalResults"]) == (200, 0)
    await entra.play("entra/create_user")
    staff_id = entra.ids["id"]

    async def gets_in() -> bool:
        return bool((await entra.staff(staff_id))["account_active"])

    for op in ("Replace", "replace", "REPLACE"):
        for leaves, comes in (("False", "True"), ("false", "true"), (False, True)):
            for wish, is_in in ((leaves, False), (comes, True)):
                for said in ({"path": "active", "value": wish}, {"value": {"active": wish}}):
                    reply = await entra.patch(f"/Users/{staff_id}", {"op": op, **said})
                    assert (reply.status_code, reply.json()["active"]) == (200, is_in), (op, said, reply.text)
                    assert await gets_in() is is_in, (op, said)
    changed = await entra.patch(f"/Users/{staff_id}", {"op": "Add", "value": {"name.givenName": "Zora"}})
    assert (changed.json()["name"]["givenName"], (await entra.staff(staff_id))["given_name"]) == ("Zora", "Zora")
    # What cannot be done is no 200.
    for wrong in (
        {"op": "Replace", "path": "active", "value": "perhaps"},
        {"op": "Move", "path": "active", "value": "False"},
        {"op": "Replace", "path": "active[", "value": "False"},
    ):
        reply = await entra.patch(f"/Users/{staff_id}", wrong)
        assert reply.status_code == 400, (wrong, reply.text)
        assert await gets_in()
    assert (await entra.play("entra/add_email_to_none")).is_success
    await entra.play("entra/create_group")
    assert len((await entra.play("entra/add_member")).json()["members"]) == 1
    assert "members" not in (await entra.play("entra/remove_member")).json()
    await entra.play("entra/disable_user")
    assert not await gets_in()
    assert (await entra.play("entra/delete_user")).status_code == 204
    assert not await gets_in()
    told = await partners.published(district_id, "partners.staff.recorded%")
    assert [one["data"]["active"] for one in told if one["data"]["staff_id"] == staff_id][-1] is False


@pytest.mark.parametrize("service", SERVICES)
def test_20_generated_clients_are_unusable(service: str) -> None:
    contract = json.loads((CONTRACTS / "openapi" / f"{service}.json").read_text())
    calls = {
        (path, how): said for path, of in contract["paths"].items() for how, said in of.items() if how != "parameters"
    }
    names = [said["operationId"] for said in calls.values()]
    assert (max(map(len, names)) <= 40, len(set(names)) == len(names)) == (True, True)
    assert [call for call, said in calls.items() if not said.get("tags")] == []
    # What OAuth refuses with is OAuth's to say, and people are shown pages.
    ours = {call: said for call, said in calls.items() if not call[0].startswith("/oauth")}
    contents = [
        (call, status, media, content.get("schema"))
        for call, said in ours.items()
        for status, reply in said["responses"].items()
        for media, content in reply.get("content", {}).items()
    ]
    assert [one for one in contents if not one[3]] == []
    assert [
        one for one in contents if one[1][0] in "45" and one[2] not in ("application/problem+json", "text/html")
    ] == []


@pytest.fixture
async def district(scheduling: Service, district_id: UUID) -> District:
    """Three schools and their people."""
    return await District(scheduling, district_id).seed()


async def test_20_calendars_have_wrong_times_and_duplicates(district: District, scheduling: Service) -> None:
    due = TODAY + timedelta(days=20)
    plan = await district.published(activity("A1", title="Train"), activity("A2", title="Measure"))
    feed = await feeds.made(district.oak)
    task = await district.task(plan, "oak", "A1")
    for day in (due, due + timedelta(days=3), due + timedelta(days=40)):
        await feeds.set_task(scheduling, task["id"], due_on=day)
        reply = await feeds.fetched(scheduling, feed)
        assert reply.headers["content-type"].replace(" ", "").lower() == "text/calendar;charset=utf-8"
        events = await feeds.events(scheduling, feed)
        assert Counter(str(event["UID"]) for event in events).most_common(1)[0][1] == 1
        shown = {str(event["SUMMARY"]): event for event in events}
        assert {*shown} == {"Train", "Measure"}
        # A day is a day in every zone: no hour to be read in another, none that floats.
        assert (type(shown["Train"].decoded("DTSTART")), shown["Train"].decoded("DTSTART")) == (date, day)
        assert shown["Train"].decoded("DTEND") == day + timedelta(days=1)
