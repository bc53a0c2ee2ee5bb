"""`throughline`: migrate, run, and look after events. Works in any image: it knows a service only by name."""

from importlib import import_module, util
from typing import Annotated

import typer

from shared.cli import audit, dead_letters, outbox
from shared.cli.known import services, settings_of
from shared.cli.progress import steps
from shared.rooms import rooms_of

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="Operate a Throughline installation.")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(audit.app, name="audit")
app.add_typer(outbox.app, name="outbox")
app.command("replay")(outbox.replay)
for _service in services():
    for _commands in rooms_of(_service).files("commands"):
        app.add_typer(_commands.app)


Which = Annotated[list[str] | None, typer.Argument(help="Services. Default: all in this image.")]


@app.command()
def migrate(which: Which = None) -> None:
    """Bring databases to the newest schema, as the owner role (<SERVICE>_OWNER_DATABASE_URL)."""
    from shared.db.migrations import upgrade

    with steps("Migrating", which or services()) as names:
        for service in names:
            upgrade(settings_of(service))


@app.command()
def run(
    service: Annotated[str, typer.Argument(help="partners, scheduling, assessment or notifications")],
    only: Annotated[str, typer.Option(help="`api` or `worker`. Default: both in one process")] = "",
) -> None:
    """Run a service until it is stopped."""
    from shared.cli.serve import serve

    serve(settings_of(service), only)


if util.find_spec("deploy") and util.find_spec("deploy.local.cli"):
    app.add_typer(import_module("deploy.local.cli").app)
