"""The words of refusals and enums, kept in `texts.toml` beside the file that defines them; those of fields, acts and
other choices in files beside this one."""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from shared.errors import Refusal

NAME = "texts.toml"
Section = Mapping[str, Any]


@cache
def texts_in(folder: Path) -> Section:
    """What a folder's `texts.toml` says: `codes`, `enums`; nothing where it has none."""
    file = folder / NAME
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


@cache
def fields() -> Section:
    """The label of each field of the contracts, by language."""
    return tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))


@cache
def acts() -> Section:
    """What a button says that does an act, by language."""
    return tomllib.loads(Path(__file__).with_name("acts.toml").read_text("utf-8"))


@cache
def choices() -> Section:
    """What a value is called that a field may have and no enum names, by language."""
    return tomllib.loads(Path(__file__).with_name("choices.toml").read_text("utf-8"))


def folder_of(kind: type) -> Path:
    """The folder of the file that defines a class."""
    return Path(sys.modules[kind.__module__].__file__ or "").parent


def title_of(kind: type[Refusal], language: str) -> str:
    """A refusal's title."""
    return kind.title if language == "en" else str(_of(kind).get("title", {}).get(language, kind.title))


def advice_of(kind: type[Refusal], language: str) -> str:
    """What whoever is refused can do."""
    return str(_of(kind).get("advice", {}).get(language, title_of(kind, language)))


def _of(kind: type[Refusal]) -> Section:
    found: Section = texts_in(folder_of(kind)).get("codes", {}).get(kind.code, {})
    return found


def label(field: str, language: str) -> str | None:
    """What a field is called; None for a name no contract has."""
    found = fields().get(field)
    return found[language] if found else None


def code_title(code: str, language: str) -> str | None:
    """The title of a refusal that is also the code of a fault."""
    return next((title_of(kind, language) for kind in kinds() if kind.code == code), None)


def kinds() -> Iterable[type[Refusal]]:
    """Every refusal there is, subclasses after what they are made of."""
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop(0)
        waiting += kind.__subclasses__()
        if kind is not Refusal:
            yield kind


def enums_of(service: str, language: str) -> dict[str, dict[str, str]]:
    """The label of each value of the kernel's enums and a service's, by the enum's name."""
    root = Path(__file__).parents[2]
    files = [file for folder in (root / "shared", root / "services" / service) for file in sorted(folder.rglob(NAME))]
    return {
        name: {value: said[language] for value, said in values.items()}
        for file in files
        for name, values in texts_in(file.parent).get("enums", {}).items()
    }
