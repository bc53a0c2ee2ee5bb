"""Every code, enum and field has its words in each language, beside what it speaks of, and nothing else has."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.auth.scopes import SCOPES, what_it_opens
from shared.errors import Refusal
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES
from shared.texts.catalogue import NAME, acts, choices, fields, folder_of, kinds, texts_in
from shared.texts.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "contracts/openapi"


def refusals() -> set[type[Refusal]]:
    """Every refusal of the kernel and of the services, not those tests make."""
    for service in SERVICES:
        assert list(rooms_of(service).files("routes"))
        list(rooms_of(service).files("errors"))
    return {kind for kind in kinds() if kind.__module__.startswith(("shared.", "services."))}


def written(section: str) -> Iterator[tuple[Path, str, Any]]:
    """(folder, name, texts) of all that stands in a section of any folder."""
    for root in ("shared", "services"):
        for file in sorted((ROOT / root).rglob(NAME)):
            for name, texts in texts_in(file.parent).get(section, {}).items():
                yield file.parent, name, texts


def is_said(texts: Mapping[str, str]) -> bool:
    """Is there a text in each language?"""
    return [language for language in LANGUAGES if texts.get(language)] == [*LANGUAGES]


def schemas() -> dict[str, Any]:
    """The models of all contracts."""
    found: dict[str, Any] = {}
    for service in SERVICES:
        found |= json.loads((CONTRACTS / f"{service}.json").read_text())["components"]["schemas"]
    return found


def test_every_refusal_has_its_words_beside_it() -> None:
    wanted = {(folder_of(kind), kind.code) for kind in refusals()}
    found = {(folder, code): texts for folder, code, texts in written("codes")}
    assert wanted - found.keys() == set()
    assert found.keys() - wanted == set()
    assert {place for place, texts in found.items() if not is_said(texts["advice"])} == set()
    assert {place for place, texts in found.items() if not texts["title"].get("es")} == set()


def test_a_code_has_the_same_words_wherever_it_is_refused_with() -> None:
    said: dict[str, list[Any]] = {}
    for _, code, texts in written("codes"):
        said.setdefault(code, []).append(texts)
    assert {code for code, each in said.items() if any(texts != each[0] for texts in each)} == set()


def test_every_enum_of_a_contract_has_its_labels() -> None:
    wanted = {(name, value) for name, schema in schemas().items() for value in schema.get("enum", ())}
    found = {(name, value): label for _, name, labels in written("enums") for value, label in labels.items()}
    assert wanted - found.keys() == set()
    assert found.keys() - wanted == set()
    assert {place for place, label in found.items() if not is_said(label)} == set()


def test_every_field_of_a_contract_has_its_label() -> None:
    wanted = {name for schema in schemas().values() for name in schema.get("properties", {})}
    assert wanted - fields().keys() == set()
    assert fields().keys() - wanted == set()
    assert {name for name, label in fields().items() if not is_said(label)} == set()


def values(schema: dict[str, Any]) -> Iterator[str]:
    """What a field may be, as its own schema lists it."""
    if "$ref" not in schema:
        yield from (value for value in (schema.get("const"), *schema.get("enum", ())) if isinstance(value, str))
        inner = [schema.get("items"), *(one for kind in ("anyOf", "oneOf", "allOf") for one in schema.get(kind, ()))]
        for one in filter(None, inner):
            yield from values(one)


def test_every_act_and_every_other_choice_has_its_label() -> None:
    codes = {kind.code for kind in refusals()}
    named = [
        (name, value)
        for schema in schemas().values()
        for name, field in schema.get("properties", {}).items()
        for value in values(field)
    ]
    wanted_acts = {value for name, value in named if name == "may"}
    # Scopes have a colon, types of events a dot.
    wanted = {value for name, value in named if name != "may" and value not in codes and not {":", "."} & {*value}}
    assert wanted_acts
    assert wanted
    assert acts().keys() == wanted_acts
    assert choices().keys() == wanted
    assert {name for name, label in [*acts().items(), *choices().items()] if not is_said(label)} == set()


def test_every_scope_has_its_sentence() -> None:
    sentences = {what_it_opens(scope, language) for scope in SCOPES for language in LANGUAGES}
    assert len(sentences) == len(SCOPES) * len(LANGUAGES)
