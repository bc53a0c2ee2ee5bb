"""`throughline dead-letters`: list, show, retry, drop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from shared.bus import dead_letters
from shared.cli.known import settings_of
from shared.db.engine import Database

app = typer.Typer(no_args_is_help=True, help="Events that could not be handled.")
T = TypeVar("T")

Service = Annotated[str, typer.Argument(help="The service that could not handle them")]
Ids = Annotated[list[UUID], typer.Argument(help="Letter ids, as listed")]


@app.command("list")
def list_(service: Service) -> None:
    """List dead letters, oldest first."""
    letters = _with(service, dead_letters.listed)
    for letter in letters:
        typer.echo(f"{letter['id']}  {letter['died_at']:%Y-%m-%d %H:%M}  {letter['type']}  {letter['error']}")
    typer.echo(f"{len(letters)} dead letters")


@app.command()
def show(service: Service, letter_id: UUID) -> None:
    """Show one dead letter, without its message, which may hold personal data."""
    for letter in _with(service, dead_letters.listed):
        if letter["id"] == letter_id:
            for name, value in letter.items():
                typer.echo(f"{name:<12}{value}")
            return
    raise typer.BadParameter("no such dead letter")


@app.command()
def retry(
    service: Service, letter_ids: Annotated[list[UUID] | None, typer.Argument(help="Default: all")] = None
) -> None:
    """Let the worker handle them again within seconds."""
    typer.echo(f"{_with(service, lambda db: dead_letters.ask_retry(db, letter_ids or None))} asked for")


@app.command()
def drop(service: Service, letter_ids: Ids) -> None:
    """Delete them for good."""
    typer.echo(f"{_with(service, lambda db: dead_letters.drop(db, letter_ids))} dropped")


def _with(service: str, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        db = Database(settings_of(service).database_url, pool_size=1)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(run())
