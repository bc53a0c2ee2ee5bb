from uuid import uuid4

from shared.testing.calls import Service, assert_refused
from tests.notifications.factories import DUE, District

FIRST = {"If-Match": '"0"'}


async def test_a_person_reads_their_own_messages_newest_first(district: District, notifications: Service) -> None:
    ana = await district.person(language="es")
    for title in ("First", "Second", "Third"):
        await district.publish([(ana, DUE)], title=title)
    async with notifications.person(district.id, ana, ("teacher", uuid4())) as caller:
        page = (await caller.get("/v1/inbox", params={"limit": 2})).json()
        rest = (await caller.get("/v1/inbox", params={"limit": 2, "cursor": page["next_cursor"]})).json()
    subjects = [entry["subject"] for entry in page["items"] + rest["items"]]
    assert subjects == [f"{title}: 1 tarea para usted" for title in ("Third", "Second", "First")]
    assert rest["next_cursor"] is None


async def test_a_message_reads_as_text_and_html_in_the_persons_language(
    district: District, notifications: Service
) -> None:
    ana = await district.person(language="es-US")
    await district.publish([(ana, DUE)], title="Leer <más>")
    async with notifications.person(district.id, ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
        message = (await caller.get(f"/v1/inbox/{entry['id']}")).json()
    assert message["language"] == "es"
    assert "la primera vence el 4 de diciembre de 2026" in message["text"]
    assert "Leer &lt;más&gt;" in message["html"]
    assert "unsubscribe" not in message["text"]


async def test_an_entry_its_message_and_the_operators_view_say_alike_what_it_is_about(
    district: District, notifications: Service
) -> None:
    ana = await district.person()
    plan_id = await district.publish([(ana, DUE)], title="Reading first")
    async with notifications.person(district.id, ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
        message = (await caller.get(f"/v1/inbox/{entry['id']}")).json()
        read = (await caller.post(f"/v1/inbox/{entry['id']}/read")).json()
    async with notifications.machine(district.id) as caller:
        [listed] = (await caller.get("/v1/messages")).json()["items"]
        detail = (await caller.get(f"/v1/messages/{entry['id']}")).json()
    assert entry["about"] == {
        **{"kind": "plan", "id": str(plan_id), "number": None, "title": "Reading first", "link": None}
    }
    assert [one["about"] for one in (message, read, listed, detail)] == [entry["about"]] * 4


async def test_nobody_reads_anothers_message(district: District, notifications: Service) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    await district.publish([(ana, DUE)])
    async with notifications.person(district.id, ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
    # Not even a coordinator of the district: that is what /v1/messages is for.
    async with notifications.person(district.id, ben, ("district_coordinator", None)) as caller:
        assert (await caller.get("/v1/inbox")).json()["items"] == []
        assert (await caller.get(f"/v1/inbox/{entry['id']}")).status_code == 404
        assert (await caller.post(f"/v1/inbox/{entry['id']}/read")).status_code == 404
        assert (await caller.get("/v1/inbox/unread-count")).json() == {"unread": 0}
        assert_refused(await caller.get("/v1/inbox", params={"recipient_id": str(ana)}), 422, "invalid")


async def test_who_calls_learns_how_many_messages_are_unread_and_their_language(
    district: District, notifications: Service
) -> None:
    ana = await district.person(language="es")
    for _ in range(2):
        await district.publish([(ana, DUE)])
    async with notifications.person(district.id, ana, ("teacher", uuid4())) as caller:
        found = (await caller.get("/v1/me")).json()
        assert (found["counts"]["messages_unread"], found["language"]) == (2, "es")
        assert (await caller.patch("/v1/preferences", json={"language": "en"}, headers=FIRST)).status_code == 200
        [entry, _] = (await caller.get("/v1/inbox")).json()["items"]
        await caller.post(f"/v1/inbox/{entry['id']}/read")
        found = (await caller.get("/v1/me")).json()
    assert (found["counts"]["messages_unread"], found["language"]) == (1, "en")


async def test_that_a_message_was_read_is_told_once(district: District, notifications: Service) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    async with notifications.person(district.id, ana, ("teacher", uuid4())) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
        for _ in range(2):
            assert (await caller.post(f"/v1/inbox/{entry['id']}/read")).status_code == 200
    told = [one["data"] for one in await notifications.published(district.id, "notifications.message.read%")]
    assert told == [{"message_id": entry["id"], "recipient_id": str(ana)}]


async def test_reading_counts_once(district: District, notifications: Service) -> None:
    ana = await district.person()
    for _ in range(2):
        await district.publish([(ana, DUE)])
    async with notifications.person(district.id, ana) as caller:
        [entry, other] = (await caller.get("/v1/inbox")).json()["items"]
        assert (await caller.get("/v1/inbox/unread-count")).json() == {"unread": 2}
        first = (await caller.post(f"/v1/inbox/{entry['id']}/read")).json()
        again = (await caller.post(f"/v1/inbox/{entry['id']}/read")).json()
        assert first["read_at"] is not None
        assert again == first
        assert (await caller.get("/v1/inbox/unread-count")).json() == {"unread": 1}
        unread = (await caller.get("/v1/inbox", params={"unread": True})).json()["items"]
        assert [item["id"] for item in unread] == [other["id"]]
        since = (await caller.get("/v1/inbox", params={"updated_since": first["updated_at"]})).json()["items"]
        assert [item["id"] for item in since] == [entry["id"]]
    written = await notifications.sql("select reason from audit_entries where district_id = $1", district.id)
    assert [entry["reason"] for entry in written] == [["owner"], ["owner"]]


async def test_machines_have_no_inbox(district: District, notifications: Service) -> None:
    async with notifications.machine(district.id) as caller:
        for path in ("/v1/inbox", "/v1/inbox/unread-count", f"/v1/inbox/{uuid4()}"):
            reply = await caller.get(path)
            assert_refused(reply, 403, "people_only")
