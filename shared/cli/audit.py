"""`throughline audit verify` and `throughline audit head`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from shared.audit import verifying
from shared.audit.verifying import Anchor, Verdict
from shared.cli.known import services, settings_of
from shared.cli.progress import console

app = typer.Typer(no_args_is_help=True, help="The audit: who did what, in a chain that shows what was altered.")

Which = Annotated[list[str] | None, typer.Argument(help="Services. Default: all in this image.")]
District = Annotated[UUID | None, typer.Option(help="Only this district")]


@app.callback()
def group() -> None:
    """The audit: who did what, in a chain that shows what was altered."""


@app.command()
def head(which: Which = None, district: District = None) -> None:
    """Print the newest sealed entry of each district, one JSON object a line: keep them elsewhere, as anchors."""
    for service in _services(which):
        for anchor in asyncio.run(_heads(service, district)):
            typer.echo(_line(service, anchor))


@app.command()
def verify(
    which: Which = None,
    district: District = None,
    since_head: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Heads saved earlier: the chains must still continue from them"),
    ] = None,
) -> None:
    """Recompute every chain. Exit code 0: nothing was altered; 1: something was; the output says where."""
    anchors = _read(since_head) if since_head else {}
    broken = 0
    for service in _services(which):
        broken += asyncio.run(_verify(service, district, anchors.get(service, [])))
    if not since_head:
        typer.echo("no anchors given: what was cut off the end of a chain is not seen (--since-head)")
    raise typer.Exit(1 if broken else 0)


def _services(which: list[str] | None) -> list[str]:

    return which or services()


async def _verify(service: str, only: UUID | None, anchors: list[Anchor]) -> int:
    broken = 0
    async with _connection(service) as connection:
        found = {*await verifying.districts(connection), *(anchor.district_id for anchor in anchors)}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
            for district_id in sorted(found if only is None else found & {only}):
                bar = progress.add_task(f"{service} {district_id}", total=None)

                def show(done: int, of: int, bar: Any = bar) -> None:
                    progress.update(bar, completed=done, total=of)

                verdict = await verifying.verify(connection, district_id, anchors, show)
                typer.echo(_said(service, verdict), err=verdict.broken is not None)
                broken += verdict.broken is not None
    return broken


def _said(service: str, verdict: Verdict) -> str:
    if verdict.broken is None:
        return f"{service} {verdict.district_id}: {verdict.entries:,} entries, whole"
    return f"{service} {verdict.district_id}: BROKEN at position {verdict.broken.position}: {verdict.broken.kind}"


async def _heads(service: str, only: UUID | None) -> list[Anchor]:
    async with _connection(service) as connection:
        wanted = await verifying.districts(connection) if only is None else [only]
        return await verifying.heads(connection, wanted)


@asynccontextmanager
async def _connection(service: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    url = settings_of(service).database_url.replace("postgresql+asyncpg://", "postgresql://")
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _line(service: str, anchor: Anchor) -> str:
    facts = {"service": service, "district_id": anchor.district_id, "position": anchor.position}
    return orjson.dumps(facts | {"hash": anchor.hash.hex()}, default=str).decode()


def _read(path: Path) -> dict[str, list[Anchor]]:
    found: dict[str, list[Anchor]] = {}
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            kept = orjson.loads(line)
            anchor = Anchor(UUID(kept["district_id"]), int(kept["position"]), bytes.fromhex(kept["hash"]))
            found.setdefault(str(kept["service"]), []).append(anchor)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise typer.BadParameter(f"line {number} is no line of `throughline audit head`") from None
    return found
