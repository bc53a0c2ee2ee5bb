"""The chain: made once, in order, by whoever gets there first; and whatever is altered is found where it was altered."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from shared.audit import chain, recording, verifying
from shared.audit.verifying import Anchor, Verdict
from shared.cli.main import app
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.testing.databases import as_superuser

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "audit.md"


async def act(service: Service, district_id: UUID, count: int) -> None:
    """Some acts, sealed."""
    for number in range(count):
        await recording.record(
            *(service.app.state.db, district_id, "keys_rotated"), actor="operator", reason=[f"é \u2028 {number}"]
        )
    await chain.seal(service.app.state.db)


async def verify(service: Service, district_id: UUID, *anchors: Anchor) -> Verdict:
    """What `throughline audit verify` finds."""
    connection = await asyncpg.connect(service.settings.database_url)
    try:
        return await verifying.verify(connection, district_id, list(anchors))
    finally:
        await connection.close()


async def head(service: Service, district_id: UUID) -> Anchor:
    """The newest entry."""
    connection = await asyncpg.connect(service.settings.database_url)
    try:
        (anchor,) = await verifying.heads(connection, [district_id])
        return anchor
    finally:
        await connection.close()


async def tamper(service: Service, *statements: str) -> None:
    """As somebody who owns the whole server: without triggers, without row security."""
    connection = await asyncpg.connect(as_superuser(service.settings.database_url))
    try:
        async with connection.transaction():
            await connection.execute("alter table audit_entries disable trigger all")
            for statement in statements:
                await connection.execute(statement)
            await connection.execute("alter table audit_entries enable always trigger keep_rows")
            await connection.execute("alter table audit_entries enable always trigger keep_all")
            await connection.execute("alter table audit_entries enable always trigger keep_chain")
    finally:
        await connection.close()


async def test_a_chain_that_nobody_touched_is_whole(partners: Service, district_id: UUID) -> None:
    await act(partners, district_id, 3)
    kept = await head(partners, district_id)
    await act(partners, district_id, 4)
    verdict = await verify(partners, district_id, kept)
    assert (verdict.entries, verdict.broken) == (7, None)
    assert kept.position == 3


SHIFT = """update audit_entries set position = -position - 1 where district_id = '{d}' and position >= 4;
update audit_entries set position = -position where district_id = '{d}' and position < 0;"""
CLOSE_GAP = """update audit_entries set position = -position where district_id = '{d}' and position > 4;
update audit_entries set position = -position - 1 where district_id = '{d}' and position < 0;"""
FORGED = """insert into audit_entries (district_id, id, occurred_at, actor, action, outcome, rows, reason, correlation_id,
  position, previous_hash, hash)
select district_id, '{new}', occurred_at, 'operator', 'forged', 'done', '[]', '{{}}', 'x', 4, hash, '{hash}'
from audit_entries where district_id = '{d}' and position = 3"""
SWAP = """update audit_entries set position = -1 where district_id = '{d}' and position = 3;
update audit_entries set position = 3 where district_id = '{d}' and position = 5;
update audit_entries set position = 5 where district_id = '{d}' and position = -1;"""


@pytest.mark.parametrize(
    ("done", "position", "kind"),
    [
        (["update audit_entries set actor = 'person:x' where district_id = '{d}' and position = 4"], 4, "changed"),
        (["update audit_entries set reason = '{{}}' where district_id = '{d}' and position = 1"], 1, "changed"),
        (["update audit_entries set occurred_at = now() where district_id = '{d}' and position = 6"], 6, "changed"),
        (["update audit_entries set student_ids = '{{}}' where district_id = '{d}' and position = 2"], 2, "changed"),
        (["update audit_entries set hash = '' where district_id = '{d}' and position = 4"], 4, "changed"),
        (["update audit_entries set previous_hash = '' where district_id = '{d}' and position = 4"], 4, "changed"),
        (["delete from audit_entries where district_id = '{d}' and position = 1"], 1, "missing"),
        (["delete from audit_entries where district_id = '{d}' and position = 4"], 4, "missing"),
        (["delete from audit_entries where district_id = '{d}' and position = 4", CLOSE_GAP], 4, "missing"),
        ([SHIFT, FORGED], 4, "inserted"),
        ([SWAP], 3, "reordered"),
        (["delete from audit_entries where district_id = '{d}' and position > 5"], 6, "truncated"),
        (["delete from audit_entries where district_id = '{d}'"], 1, "truncated"),
        (
            [
                "update audit_entries set position = null, previous_hash = null, hash = null where district_id = '{d}'",
                "delete from audit_entries where district_id = '{d}' and id = (select min(id::text)::uuid from "
                "audit_entries where district_id = '{d}')",
            ],
            *(7, "truncated"),
        ),
    ],
)
async def test_what_is_altered_is_found(
    partners: Service, district_id: UUID, done: list[str], position: int, kind: str
) -> None:
    await act(partners, district_id, 7)
    kept = await head(partners, district_id)
    forged = chain.link(await hash_at(partners, district_id, 3), await forged_facts(partners, district_id))
    values = {"d": district_id, "new": FORGED_ID, "hash": "\\x" + forged.hex()}
    await tamper(partners, *(statement.format(**values) for statement in done))
    await chain.seal(partners.app.state.db)
    broken = (await verify(partners, district_id, kept)).broken
    assert broken is not None
    assert (broken.position, broken.kind) == (position, kind)


FORGED_ID = new_id()


async def hash_at(service: Service, district_id: UUID, position: int) -> bytes:
    rows = await service.sql(
        "select hash from audit_entries where district_id = $1 and position = $2", district_id, position
    )
    return bytes(rows[0]["hash"])


async def forged_facts(service: Service, district_id: UUID) -> dict[str, Any]:
    """The forged entry as a careful forger hashes it."""
    rows = await service.sql(
        'select to_char(occurred_at, \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') as moment from audit_entries '
        "where district_id = $1 and position = 3",
        district_id,
    )
    nulls = ("client_id", "session_id", "token_id", "records", "purpose", "student_ids", "basis", "party_id")
    known = {
        "actor": "operator",
        "action": "forged",
        "outcome": "done",
        "rows": [],
        "reason": [],
        "correlation_id": "x",
    }
    facts = {"form": 1, "district_id": str(district_id), "id": str(FORGED_ID), "occurred_at": rows[0]["moment"]}
    return {**facts, **known, "position": 4, "required_by_99_32": None, **dict.fromkeys(nulls)}


async def test_a_chain_made_anew_is_found_by_an_anchor_alone(partners: Service, district_id: UUID) -> None:
    await act(partners, district_id, 5)
    kept = await head(partners, district_id)
    await tamper(
        partners,
        f"update audit_entries set position = null, previous_hash = null, hash = null where district_id = '{district_id}'",
        f"update audit_entries set actor = 'person:x' where district_id = '{district_id}'",
    )
    await chain.seal(partners.app.state.db)
    assert (await verify(partners, district_id)).broken is None
    broken = (await verify(partners, district_id, kept)).broken
    assert broken is not None
    assert (broken.position, broken.kind) == (5, "rewritten")


async def test_entries_that_nobody_seals_are_found(partners: Service, district_id: UUID) -> None:
    await act(partners, district_id, 2)
    await recording.record(partners.app.state.db, district_id, "keys_rotated", actor="operator")
    assert (await verify(partners, district_id)).broken is None
    await tamper(
        partners,
        f"update audit_entries set occurred_at = now() - interval '11 minutes' "
        f"where district_id = '{district_id}' and position is null",
    )
    broken = (await verify(partners, district_id)).broken
    assert broken is not None
    assert (broken.position, broken.kind) == (3, "unsealed")
    await chain.seal(partners.app.state.db)
    assert (await verify(partners, district_id)).broken is None


async def test_writers_and_two_sealers_at_once_make_one_chain(partners: Service, district_id: UUID) -> None:
    db = partners.app.state.db
    other = new_id()

    async def writes(district: UUID) -> None:
        for _ in range(40):
            await recording.record(db, district, "keys_rotated", actor="operator")

    async def seals() -> None:
        for _ in range(60):
            await chain.seal(db)

    await asyncio.gather(*(writes(district) for district in (district_id, district_id, other)), seals(), seals())
    await chain.seal(db)
    assert await verify(partners, district_id) == Verdict(district_id, 80, None)
    assert await verify(partners, other) == Verdict(other, 40, None)


async def test_more_than_a_batch_is_sealed_at_once(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BATCH", 3)
    await act(partners, district_id, 10)
    assert await verify(partners, district_id) == Verdict(district_id, 10, None)


async def test_an_outsider_checks_the_export_with_the_guides_own_script(partners: Service, district_id: UUID) -> None:
    caller = partners.machine(district_id)
    await caller.post("/v1/schools", json={"name": "Oak", "local_code": "1"})
    await act(partners, district_id, 4)
    exported = await caller.get("/v1/audit-entries/export")
    assert exported.headers["content-type"].startswith("application/x-ndjson")
    found = re.search(r"```python\n(.*?)```", GUIDE.read_text(), re.S)
    assert found

    def check(text: str) -> "subprocess.CompletedProcess[str]":
        program = [sys.executable, "-I", "-c", found.group(1)]
        return subprocess.run(program, input=text, capture_output=True, text=True, check=False)

    anchor = await head(partners, district_id)
    assert check(exported.text).stdout.split() == ["5", anchor.hash.hex()]
    lines = [line + "\n" for line in exported.text.split("\n")[:-1]]
    assert check("".join([*lines[:2], *lines[3:]])).stderr.strip() == "broken at position 3"
    assert check(exported.text.replace("keys_rotated", "keys_rotatet", 1)).stderr.strip() == "broken at position 2"
    rest = await caller.get("/v1/audit-entries/export", params={"after_position": 3})
    assert rest.text == "".join(lines[3:])


async def test_the_audit_is_read_by_who_may_and_reading_it_is_an_act(partners: Service, district_id: UUID) -> None:
    school = (await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": "1"})).json()
    reader = partners.person(district_id, new_id(), ("executive_leader", None))
    items = (await reader.get("/v1/audit-entries")).json()["items"]
    assert [item["action"] for item in items] == ["add_school"]
    assert items[0]["position"] is None
    items = (await reader.get("/v1/audit-entries")).json()["items"]
    assert [item["action"] for item in items] == ["add_school", "list_audit_entries"]
    assert items[1]["records"] == "audit"
    teacher = partners.person(district_id, new_id(), ("teacher", new_id()))
    for path in ("/v1/audit-entries", "/v1/audit-entries/export"):
        assert (await teacher.get(path)).status_code == 403
    for params, many in (
        ({"action": "add_school"}, 1),
        ({"row_id": school["id"]}, 1),
        ({"row_id": str(new_id())}, 0),
        ({"student_id": str(new_id())}, 0),
        ({"actor": f"person:{new_id()}"}, 0),
        ({"outcome": "refused"}, 1),
        ({"occurred_until": "2020-01-01T00:00:00Z"}, 0),
        ({"occurred_from": "2020-01-01T00:00:00Z", "action": "add_school"}, 1),
    ):
        for _ in range(2):
            found = (await reader.get("/v1/audit-entries", params=params)).json()["items"]
            assert len([item for item in found if item["action"] != "list_audit_entries"]) == many, params
            # Sealed or not, it is found.
            await chain.seal(partners.app.state.db)


async def test_a_page_of_the_audit_leads_to_the_next(partners: Service, district_id: UUID) -> None:
    await act(partners, district_id, 5)
    caller = partners.machine(district_id)
    first = (await caller.get("/v1/audit-entries", params={"limit": 3})).json()
    rest = (await caller.get("/v1/audit-entries", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [item["position"] for item in first["items"] + rest["items"]] == [1, 2, 3, 4, 5, None]
    synced = await caller.get("/v1/audit-entries", params={"updated_since": "2020-01-01T00:00:00Z"})
    assert synced.status_code == 200


async def test_a_neighbours_audit_does_not_exist(partners: Service, district_id: UUID) -> None:
    school = (await partners.machine(district_id).post("/v1/schools", json={"name": "Oak", "local_code": "1"})).json()
    await chain.seal(partners.app.state.db)
    other = partners.machine(new_id())
    assert (await other.get("/v1/audit-entries", params={"row_id": school["id"]})).json()["items"] == []
    assert (await other.get("/v1/audit-entries/export")).text == ""


@pytest.mark.parametrize("query", ["outcome=x", "student_id=x", "occurred_from=today", "row_id=", "actor=" + "x" * 61])
async def test_a_filter_that_is_none_is_refused(partners: Service, district_id: UUID, query: str) -> None:
    reply = await partners.caller(token(district_id, ["audit:read"])).get(f"/v1/audit-entries?{query}")
    assert_refused(reply, 422, "invalid")


async def test_the_command_line_says_where_a_chain_is_broken(
    partners: Service, district_id: UUID, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    await act(partners, district_id, 3)
    only = ["partners", "--district", str(district_id)]

    async def run(*words: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, app, ["audit", *words])

    kept = await run("head", *only)
    anchors = tmp_path / "heads.jsonl"
    anchors.write_text(kept.output)
    whole = await run("verify", *only, "--since-head", str(anchors))
    assert (whole.exit_code, whole.output) == (0, f"partners {district_id}: 3 entries, whole\n")
    await tamper(partners, f"delete from audit_entries where district_id = '{district_id}' and position = 3")
    assert (await run("verify", *only)).exit_code == 0
    cut = await run("verify", *only, "--since-head", str(anchors))
    assert (cut.exit_code, cut.output) == (1, f"partners {district_id}: BROKEN at position 3: truncated\n")
    anchors.write_text("{}\n")
    assert (await run("verify", *only, "--since-head", str(anchors))).exit_code == 2


async def test_a_districts_first_entry_is_its_creation(
    partners: Service, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    words = ["districts", "create", "Oak Hills", "--timezone", "America/Detroit"]
    done = await asyncio.to_thread(CliRunner().invoke, app, words)
    district_id = done.output.split()[1]
    (entry,) = await partners.sql("select * from audit_entries where district_id = $1", district_id)
    assert (entry["action"], entry["actor"]) == ("district_created", "service:partners")
    assert "Oak" not in str(dict(entry))


NEXT = """update audit_entries e set position = {position}, previous_hash = {previous}, hash = '\\x01'
where e.district_id = '{d}' and e.position is null"""
LAST = "(select hash from audit_entries where district_id = '{d}' and position = {position})"


@pytest.mark.parametrize("role", ["throughline_system", "postgres"])
@pytest.mark.parametrize(
    ("position", "previous"),
    [
        *(
            (2**63 - 1, "''"),
            (2**63 - 1, LAST),
            (4, "''"),
            (4, LAST),
            (3, "''"),
            (0, "''"),
            (-1, "''"),
            (-(2**63), "''"),
        ),
        *((1, "decode(repeat('00', 32), 'hex')"), (2, LAST)),
    ],
)
async def test_nobody_gives_an_entry_a_place_that_is_not_the_next(
    partners: Service, district_id: UUID, role: str, position: int, previous: str
) -> None:
    await act(partners, district_id, 2)
    await recording.record(partners.app.state.db, district_id, "keys_rotated", actor="operator")
    before = previous.format(d=district_id, position=min(max(position - 1, 1), 2))
    connection = await asyncpg.connect(as_superuser(partners.settings.database_url))
    try:
        # A table of one's own that is called the same leads nobody astray.
        await connection.execute("set session_replication_role = replica")
        await connection.execute("create temporary table audit_entries (district_id uuid, position bigint, hash bytea)")
        await connection.execute("insert into audit_entries values ($1, 3, '')", district_id)
        await connection.execute("grant select on audit_entries to public")
        await connection.execute(f"set role {role}")
        statement = NEXT.format(position=position, previous=before, d=district_id)
        refused = (asyncpg.InsufficientPrivilegeError, asyncpg.UniqueViolationError, asyncpg.DataError)
        with pytest.raises(refused):
            await connection.execute(statement.replace("audit_entries", "public.audit_entries"))
    finally:
        await connection.close()
    await chain.seal(partners.app.state.db)
    assert await verify(partners, district_id) == Verdict(district_id, 3, None)


async def test_a_district_that_cannot_be_sealed_holds_up_no_other(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "BATCH", 3)
    await act(partners, district_id, 1)
    move = f"update audit_entries set position = {{}} where district_id = '{district_id}' and position = {{}}"
    await tamper(partners, move.format(2**63 - 1, 1))
    other = new_id()
    for district in (*[district_id] * 4, other, district_id, other):
        await recording.record(partners.app.state.db, district, "keys_rotated", actor="operator")
    assert await chain.seal(partners.app.state.db) == 2
    assert await verify(partners, other) == Verdict(other, 2, None)
    await tamper(partners, move.format(1, 2**63 - 1))
    assert await chain.seal(partners.app.state.db) == 5
    assert await verify(partners, district_id) == Verdict(district_id, 6, None)
