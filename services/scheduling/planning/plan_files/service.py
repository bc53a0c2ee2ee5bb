"""Use cases of plans as files: out, in as a draft, in over a draft."""

import asyncio
import re
from collections.abc import AsyncIterator
from email.message import Message
from typing import Any
from uuid import UUID

from services.scheduling.planning.plan_files import checking, writing
from services.scheduling.planning.plan_files.documents import MOST_BYTES, Document, Unreadable, text_of
from services.scheduling.planning.plan_files.errors import PlanFileFaulty
from services.scheduling.planning.plan_files.schemas import PlanFileChecked
from services.scheduling.planning.plan_files.sheets import read_csv
from services.scheduling.planning.plan_files.trees import read_json, read_yaml
from services.scheduling.planning.plans import content, rights, rules, school_plans
from services.scheduling.planning.plans import service as plans
from services.scheduling.planning.plans.errors import SchoolStays
from services.scheduling.planning.plans.schemas import PlanCreate, PlanUpdate
from services.scheduling.planning.plans.tables import PlanRow
from services.scheduling.planning.plans.transitions import CHANGE
from shared.approval.hashing import content_hash
from shared.context.context import Context
from shared.directory.queries import codes_by_school, schools_by_code
from shared.errors import BodyTooLarge, UnsupportedMediaType, fault
from shared.texts.words import Words

READERS = {"application/yaml": read_yaml, "application/json": read_json, "text/csv": read_csv}
#: Read as a sheet, it is told to be a workbook, and what to do about that.
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What browsers and programs call a CSV file besides.
ALSO_CSV = ("application/vnd.ms-excel", "application/csv", "text/tab-separated-values", "text/plain", WORKBOOK)
CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16",
}


async def export(ctx: Context, plan_id: UUID, form: str) -> tuple[PlanRow, str, bytes]:
    """A plan the caller may see, as (its row, a file name, the file)."""
    row = await plans.read(ctx, plan_id)
    plain = await _with_codes(ctx, await content.of_plan(ctx, row))
    body = await asyncio.to_thread(writing.WRITERS[form], plain)
    stem = re.sub(r"[^A-Za-z0-9]+", "-", f"{row.title} {row.school_year}").strip("-")[:80] or "plan"
    return row, f"{stem}.{form}", body


async def bring(ctx: Context, body: bytes, content_type: str, *, validate_only: bool) -> PlanRow | PlanFileChecked:
    """A draft of what the file says, or only whether it could be one."""
    rights.require_somewhere(ctx, CHANGE.right)
    wish = await read(ctx, body, content_type)
    if validate_only:
        return await checked(ctx, await plans.begun(ctx, wish))
    return await plans.create(ctx, wish)


async def replace(
    ctx: Context, plan_id: UUID, body: bytes, content_type: str, *, validate_only: bool
) -> PlanRow | PlanFileChecked:
    """The file's content in the place of a draft's, or only whether it could take it."""
    rights.require_somewhere(ctx, CHANGE.right)
    row = await plans.get(ctx, plan_id)
    await rights.require(ctx, row, CHANGE.right)
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    wish = await read(ctx, body, content_type)
    plain = wish.model_dump(mode="json", exclude_none=True)
    await school_plans.name_school(ctx, plain)
    if "school_id" in plain and plain["school_id"] != str(row.school_id):
        raise SchoolStays(
            Words(
                "Import the file instead, or leave the school out.",
                es="Importe el archivo como plan nuevo o deje fuera la escuela.",
            )
        )
    if validate_only:
        return await checked(ctx, {**plain, **({"school_id": str(row.school_id)} if row.school_id else {})})
    sent = wish.model_dump(exclude={"school_id", "school_code"})
    return await plans.change(ctx, plan_id, PlanUpdate.model_validate(sent))


async def read(ctx: Context, body: bytes, content_type: str) -> PlanCreate:
    """The plan a file holds. Raises `UnsupportedMediaType` and, with every fault, `PlanFileFaulty`."""
    declared = Message()
    declared["content-type"] = content_type
    kind, charset = declared.get_content_type(), str(declared.get_param("charset") or "utf-8").lower()
    kind = "text/csv" if kind in ALSO_CSV else kind
    if kind not in READERS or not content_type:
        raise UnsupportedMediaType(Words(f"Send {', '.join(READERS)}.", es=f"Envíe {', '.join(READERS)}."))
    if charset not in CHARSETS:
        raise UnsupportedMediaType(
            Words(
                "Send UTF-8 or UTF-16, or declare charset=windows-1252.",
                es="Envíe UTF-8 o UTF-16, o declare charset=windows-1252.",
            )
        )
    try:
        # A large file takes a second: meanwhile others are served.
        document = await asyncio.to_thread(_parsed, kind, body, CHARSETS[charset])
    except Unreadable as stopped:
        entry = {**fault("", stopped.detail, stopped.code), "line": stopped.line, "column": None}
        raise PlanFileFaulty(
            Words(
                f"It cannot be read beyond line {stopped.line}.",
                es=f"No se puede leer más allá de la línea {stopped.line}.",
            ),
            errors=[entry],
        ) from None
    return await checking.plan_in(ctx, document)


async def checked(ctx: Context, plain: dict[str, Any]) -> PlanFileChecked:
    """What a plan of this content would be."""
    await content.canonical(ctx, plain)
    strategies = [strategy for goal in plain["goals"] for strategy in goal["strategies"]]
    return PlanFileChecked(
        validate_only=True,
        title=plain["title"],
        school_year=plain["school_year"],
        content_hash=content_hash(plain),
        goals=len(plain["goals"]),
        strategies=len(strategies),
        activities=sum(len(strategy["activities"]) for strategy in strategies),
    )


async def body_of(stream: AsyncIterator[bytes]) -> bytes:
    """The whole file. Raises `BodyTooLarge` as soon as it is."""
    body = bytearray()
    async for block in stream:
        body += block
        if len(body) > MOST_BYTES:
            raise BodyTooLarge(Words(f"At most {MOST_BYTES} bytes.", es=f"Como máximo {MOST_BYTES} bytes."))
    return bytes(body)


def _parsed(kind: str, body: bytes, charset: str) -> Document:
    return READERS[kind](text_of(body, charset))


async def _with_codes(ctx: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Schools by the district's own codes; one whose code would not lead back to it keeps its id."""
    named = [activity["targets"] for _, activity in rules.activities(plain) if activity["targets"]["kind"] == "schools"]
    whose = plain.get("school_id")
    ids = {UUID(id_) for targets in named for id_ in targets["school_ids"]} | ({UUID(whose)} if whose else set())
    codes = await codes_by_school(ctx, ids) if ids else {}
    back = await schools_by_code(ctx, set(codes.values())) if codes else {}
    coded = {str(id_): code for id_, code in codes.items() if back.get(code) == id_}
    for targets in named:
        writing.name_by_code(targets, coded)
    if writing.is_code(coded.get(whose or "", "")):
        plain["school_code"] = coded[plain.pop("school_id")]
    return plain
