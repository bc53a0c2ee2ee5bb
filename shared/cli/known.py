"""What a command works on: the services of this image, and their settings. What is wrong is said in a sentence."""

from importlib import import_module
from pathlib import Path

import typer
from pydantic import ValidationError

from shared.settings import Settings


def services() -> list[str]:
    """The services in this image."""
    root = Path(str(import_module("services").__file__)).parent
    return sorted(folder.name for folder in root.iterdir() if (folder / "app.py").exists())


def settings_of(service: str) -> Settings:
    """A service's settings from the environment. Raises `typer.BadParameter`, which names what is missing or wrong."""
    if service not in (known := services()):
        raise typer.BadParameter(f"there is no service {service} here; there is {', '.join(known)}")
    try:
        return Settings.load(service)
    except ValidationError as error:
        said = []
        for entry in error.errors(include_input=False):
            name = str(entry["loc"][0] if entry["loc"] else "").upper()
            said.append(f"{service.upper()}_{name} (or {name}): {entry['msg'].lower()}")
        raise typer.BadParameter("; ".join(said)) from None
