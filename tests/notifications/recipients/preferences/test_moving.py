"""Who unsubscribed before there were preferences stays unsubscribed."""

import asyncio
import os
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from alembic import command

from shared.db import schema
from shared.ids import new_id
from shared.testing.databases import as_superuser

BEFORE, AFTER = "5d2f0c9be6a1", "6d60ef1756d7"


async def run(url: str, query: str, arguments: tuple[Any, ...] = ()) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


def test_unsubscriptions_of_before_are_preferences_now(environment: dict[str, str]) -> None:
    config = schema.alembic_config("notifications")
    config.attributes["url"], superuser = (
        f"{as_superuser(environment[name]).rpartition('/')[0]}/moving_{os.getpid()}"
        for name in ("NOTIFICATIONS_OWNER_DATABASE_URL", "NOTIFICATIONS_DATABASE_URL")
    )
    server = superuser.rpartition("/")[0] + "/postgres"
    asyncio.run(run(server, f"create database moving_{os.getpid()} owner throughline_owner"))
    try:
        command.upgrade(config, BEFORE)
        district, ana, ben = uuid4(), uuid4(), uuid4()
        for person, kind, since in (
            (ana, "plan_published", "now()"),
            (ana, "mention", "now() - interval '1 day'"),
            (ben, "plan_published", "null"),
        ):
            insert = f"""insert into recipients (district_id, id, staff_id, kind, unsubscribed_at)
            values ($1, $2, $3, $4, {since})"""
            asyncio.run(run(superuser, insert, arguments=(district, new_id(), person, kind)))
        command.upgrade(config, AFTER)
        [row] = asyncio.run(run(superuser, "select * from preferences"))
        choices = orjson.loads(row["choices"])
        assert (UUID(str(row["id"])), set(choices)) == (ana, {"plan_published", "mention"})
        assert {(one["email"], one["set_by"]) for one in choices.values()} == {("off", "link")}
        assert "inbox" not in choices["mention"]
    finally:
        asyncio.run(run(server, f"drop database moving_{os.getpid()} with (force)"))
