"""Reading YAML and JSON into a document that knows its lines. Nothing recurses; nothing but plain data comes out."""

import json
import re
from typing import Any

import yaml

from services.scheduling.planning.plan_files.documents import DEEPEST, Document, Place, Unreadable, below
from shared.texts.words import Words

# YAML 1.2's core schema, less what surprises people: `on` and `yes` are text, so are 0101 and 2026-12-04.
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?")
NOTHING = ("~", "null", "Null", "NULL")
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
TEXT_TAG = "tag:yaml.org,2002:str"
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
ABSENT = object()
MOST_PARTS = 200_000


class Builder:
    """Puts a stream of beginnings, values and ends together, and remembers where each stood."""

    def __init__(self) -> None:
        self.document = Document()
        # Each open container with its pointer, and the key that waits for its value.
        self.open: list[tuple[Any, str]] = []
        self.key: list[str | None] = []
        self.count = 0

    def wants_key(self) -> bool:
        """Is the next scalar a key?"""
        return bool(self.open) and isinstance(self.open[-1][0], dict) and self.key[-1] is None

    def take_key(self, key: str, line: int) -> None:
        """A key. A second one of the same name is a fault; its value is read and dropped."""
        container, pointer = self.open[-1]
        here = below(pointer, key)
        if key in container or here in self.document.places:
            first = self.document.places[here].line
            self.document.refuse(
                here,
                Words(f"the same key stands in line {first}", es=f"la misma clave está en la línea {first}"),
                "key_repeated",
                Place(line),
            )
        else:
            self.document.places[here] = Place(line)
        self.key[-1] = key

    def value(self, value: Any, line: int) -> str:
        """A finished scalar or a container just begun; returns its pointer."""
        self.count += 1
        if self.count > MOST_PARTS:
            raise Unreadable(
                line,
                Words(
                    f"more than {MOST_PARTS} values: no plan has so many",
                    es=f"más de {MOST_PARTS} valores: ningún plan tiene tantos",
                ),
                "too_many",
            )
        if not self.open:
            self.document.data = value
            self.document.places[""] = Place(line)
            return ""
        container, pointer = self.open[-1]
        if isinstance(container, list):
            here = below(pointer, len(container))
            self.document.places[here] = Place(line)
            container.append(None if value is ABSENT else value)
            return here
        key = self.key[-1]
        assert key is not None
        self.key[-1] = None
        if value is not ABSENT:
            container.setdefault(key, value)
        return below(pointer, key)

    def begin(self, container: Any, line: int) -> None:
        """A list or an object opens."""
        if self.wants_key():
            raise Unreadable(
                line, Words("a key is one word or text", es="una clave es una palabra o un texto"), "syntax"
            )
        if len(self.open) == DEEPEST:
            raise Unreadable(
                line,
                Words(f"nested deeper than {DEEPEST} levels", es=f"anidado a más de {DEEPEST} niveles"),
                "too_deep",
            )
        pointer = self.value(container, line)
        self.open.append((container, pointer))
        self.key.append(None)

    def end(self) -> None:
        """It closes."""
        self.open.pop()
        self.key.pop()


def read_yaml(text: str) -> Document:
    """One YAML document. Raises `Unreadable`."""
    builder = Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            _take(builder, event, event.start_mark.line + 1 if event.start_mark else 1)
    except yaml.MarkedYAMLError as error:
        # What is never closed is noticed at the end, and wrong where it was opened.
        at_end = "end of stream" in (error.problem or "") and error.context_mark is not None
        mark = error.context_mark if at_end else error.problem_mark or error.context_mark
        raise Unreadable(
            mark.line + 1 if mark else 1, Words(error.problem or "no YAML", es="no es YAML válido"), "syntax"
        ) from None
    except yaml.YAMLError:
        raise Unreadable(
            1, Words("a character that YAML does not allow", es="un carácter que YAML no permite"), "syntax"
        ) from None
    return builder.document


def _take(builder: Builder, event: Any, line: int) -> None:
    match event:
        case yaml.AliasEvent():
            raise Unreadable(
                line,
                Words(
                    "write it out: anchors and aliases are not taken",
                    es="escríbalo completo: no se aceptan anclas ni alias",
                ),
                "alias_refused",
            )
        case yaml.DocumentStartEvent() if builder.document.places:
            raise Unreadable(
                line, Words("a file holds one document", es="un archivo contiene un solo documento"), "syntax"
            )
        case yaml.NodeEvent() if event.anchor is not None:
            raise Unreadable(
                line,
                Words(
                    "write it out: anchors and aliases are not taken",
                    es="escríbalo completo: no se aceptan anclas ni alias",
                ),
                "alias_refused",
            )
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            if event.tag is not None:
                raise Unreadable(line, Words("tags are not taken", es="no se aceptan etiquetas"), "tag_refused")
            builder.begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            builder.end()
        case yaml.ScalarEvent():
            if event.tag not in (None, TEXT_TAG):
                raise Unreadable(line, Words("tags are not taken", es="no se aceptan etiquetas"), "tag_refused")
            if builder.wants_key():
                builder.take_key(event.value, line)
            else:
                is_plain = event.implicit[0] and event.tag is None
                value = _resolved(event.value) if is_plain else event.value
                pointer = builder.value(value, line)
                if is_plain and not isinstance(value, str):
                    builder.document.written[pointer] = event.value


def _resolved(text: str) -> Any:
    """What an unquoted word is. A key with nothing after it is as good as left out."""
    if text == "":
        return ABSENT
    if text in NOTHING:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    if NUMBER.fullmatch(text):
        return json.loads(text)
    return text


def read_json(text: str) -> Document:
    """One JSON document. Raises `Unreadable`."""
    builder = Builder()
    try:
        # The parser judges the syntax, the walk over its tokens then knows the lines.
        json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, Words(error.msg, es="no es JSON válido"), "syntax") from None
    except RecursionError:
        raise Unreadable(
            1, Words(f"nested deeper than {DEEPEST} levels", es=f"anidado a más de {DEEPEST} niveles"), "too_deep"
        ) from None
    except ValueError:
        raise Unreadable(1, Words("a number that is none", es="un número que no lo es"), "syntax") from None
    line, done = 1, 0
    for token in TOKEN.finditer(text):
        line += text.count("\n", done, token.start())
        done = token.start()
        word = token.group()
        if word in "{[":
            builder.begin({} if word == "{" else [], line)
        elif word in "}]":
            builder.end()
        elif word not in ":,":
            value = json.loads(word)
            if builder.wants_key():
                builder.take_key(value, line)
            else:
                builder.value(value, line)
    return builder.document


def _refuse_constant(_: str) -> Any:
    raise ValueError
