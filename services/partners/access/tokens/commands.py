"""`throughline keys`: the keys tokens are signed with. Needs partners' database and SECRET_KEY."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from shared.cli.known import settings_of
from shared.db.engine import Database
from shared.settings import Settings

app = typer.Typer(name="keys", no_args_is_help=True, help="The keys that sign tokens.")
T = TypeVar("T")


@app.command("list")
def list_() -> None:
    """List all keys, newest first: the one that signs, those still published, those retired."""
    for key in _with(lambda keys, db, _: keys.listed(db)):
        until = key.published_until
        state = f"published until {until:%Y-%m-%d %H:%M:%S} UTC" if until else "signs"
        typer.echo(f"{key.kid}  made {key.created_at:%Y-%m-%d %H:%M}  {state}")


@app.command()
def rotate(
    compromised: Annotated[
        bool, typer.Option(help="Drop the old keys at once: every live token becomes invalid")
    ] = False,
) -> None:
    """Sign with a new key from now on. The old one stays published until the last token it signed has expired."""
    kid = _with(lambda keys, db, settings: keys.rotate(db, settings, compromised=compromised))
    typer.echo(f"{kid} signs from now on")


# A key's id may begin with a dash, as no option does.
@app.command(context_settings={"ignore_unknown_options": True})
def retire(kid: Annotated[str, typer.Argument(help="A key that is published but no longer signs")]) -> None:
    """Stop publishing an old key; tokens it signed are refused within a minute."""
    _with(lambda keys, db, _: keys.retire(db, kid))
    typer.echo(f"{kid} is no longer published")


@app.command()
def reseal(
    old_secret_env: Annotated[str, typer.Option(help="The environment variable that holds the old SECRET_KEY")],
) -> None:
    """After a change of SECRET_KEY: seal again with the new one."""
    if not (old := os.environ.get(old_secret_env)):
        raise typer.BadParameter(f"{old_secret_env} is not set")
    from services.partners.access.tokens import resealing

    typer.echo(f"{_with(lambda _, db, settings: resealing.reseal(db, settings, old))} sealed anew")


def _with(work: Callable[[Any, Database, Settings], Awaitable[T]]) -> T:
    from services.partners.access.tokens import keys

    async def run() -> T:
        settings = settings_of("partners")
        if not settings.secret_key:
            raise typer.BadParameter("PARTNERS_SECRET_KEY (or SECRET_KEY) is not set")
        db = Database(settings.database_url, pool_size=1)
        try:
            return await work(keys, db, settings)
        except keys.NotPossible as why:
            raise typer.BadParameter(str(why)) from None
        finally:
            await db.close()

    return asyncio.run(run())
