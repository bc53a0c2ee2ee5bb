"""What another service asked for is said in the language of who reads it, in whatever message it stands."""

from uuid import UUID, uuid4

from services.notifications.messages.messages.names import Names, named_text
from services.notifications.wording.templates.rendering import render
from shared.testing.calls import Service, envelope
from tests.notifications.factories import DUE, District, task_line

ENGLISH = "Review the emergency access of Cleo Ruiz to student records on December 4, 2026"
SPANISH = "Revise el acceso de emergencia de Cleo Ruiz a los expedientes de estudiantes del 4 de diciembre de 2026"


def asked_line(opener: UUID, **facts: object) -> dict[str, object]:
    """A review that is owed, as scheduling names it."""
    said = {
        "text_code": "emergency_access.review",
        "text_values": {"staff": str(opener), "day": DUE.isoformat(), "records": "roster"},
    }
    none = dict.fromkeys(("plan_id", "activity_id", "activity_code", "school_id"))
    return {**task_line(uuid4()), **none, "origin_kind": "owed", "title": ENGLISH, **said, **facts}


async def test_a_digest_names_it_to_each_reader_in_their_language(district: District) -> None:
    cleo, ana, eva = (
        await district.person("Cleo"),
        await district.person("Ana", language="es"),
        await district.person("Eva"),
    )
    for reader in (ana, eva):
        await district.take(district.due(reader, [asked_line(cleo, school_days_overdue=1)]))
    await district.begin_day()
    for reader, language, said in ((ana, "es", SPANISH), (eva, "en", ENGLISH)):
        facts = (await district.told("digest"))[reader]
        assert said in render("digest", language, facts).text
        assert said in render("digest", language, facts).html


async def test_who_is_asked_is_told_what_in_the_subject(district: District, notifications: Service) -> None:
    cleo, ana = await district.person("Cleo"), await district.person("Ana", language="es")
    line = asked_line(cleo, change="added", former_due_on=None, other_id=None)
    counts = {"added": 1, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}
    change = {"change_id": uuid4(), "cause": "asked", "plan_id": None, "plan_title": None, "owner_id": ana}
    told = {**change, "counts": counts, "lines": [line]}
    await district.take(envelope(district.id, "scheduling.tasks.changed.v2", told))
    facts = (await district.told("tasks_changed"))[ana]
    assert "Esto se le pide" in render("tasks_changed", "es", facts).text
    async with notifications.person(district.id, ana) as caller:
        [entry] = (await caller.get("/v1/inbox")).json()["items"]
    assert entry["subject"] == f"Por hacer: {SPANISH}"


async def test_whoever_climbs_the_ladder_reads_it_too(district: District) -> None:
    cleo, ana = await district.person("Cleo"), await district.person("Ana")
    boss = await district.person("Bo", language="es")
    await district.coordinator(boss)
    late = asked_line(cleo, school_days_overdue=30)
    await district.take(district.due(ana, [late]))
    await district.begin_day()
    facts = (await district.told("escalation"))[boss]
    assert SPANISH in render("escalation", "es", facts).text


def test_a_text_not_known_here_is_read_by_its_english_sentence() -> None:
    assert named_text("text.of.tomorrow", {"count": 1}, Names({})) is None
