"""What a client of the last release could trip over: `python -m deploy.breaking`; with `release`, today's is the last.

`contracts/released` holds what was promised last: all operations without their words, and the events. A change that is meant
to break says why in `contracts/released/broken.json`, by the line this prints; a release empties it.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from deploy.contracts import CONTRACTS

RELEASED = CONTRACTS / "released"
Document = dict[str, Any]
Schema = Mapping[str, Any]
#: What changes nothing on the wire.
WORDS = {"description", "summary", "title", "example", "examples", "tags", "info", "externalDocs"}
#: Bounds of a value, and whether a greater one takes more.
BOUNDS = {
    **dict.fromkeys(("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"), True),
    **dict.fromkeys(("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"), False),
}


def promised(folder: Path = CONTRACTS) -> Document:
    """What the contracts of a folder promise: operations and the schemas of events, without words."""
    api = json.loads((folder / "openapi" / "throughline.json").read_text())
    events = {file.stem: json.loads(file.read_text()) for file in sorted((folder / "events").glob("*.json"))}
    for item in api["paths"].values():
        for operation in item.values():
            operation["responses"] = {
                status: said for status, said in operation["responses"].items() if status.startswith("2")
            }
    kept = {"paths": api["paths"], "components": {"schemas": api["components"]["schemas"]}, "events": events}
    found: Document = _without_words(kept)
    return found


def _without_words(part: Any, *, is_names: bool = False) -> Any:
    """Without what only people read; a property may be called as one of those."""
    if isinstance(part, dict):
        return {
            key: _without_words(value, is_names=key in ("properties", "$defs", "schemas", "paths", "events"))
            for key, value in part.items()
            if is_names or key not in WORDS
        }
    return [_without_words(one) for one in part] if isinstance(part, list) else part


def breaks(before: Document, now: Document) -> list[str]:
    """Each promise of before that does not hold now."""
    found: list[str] = []
    compared = _Comparison((before, now))
    for path, item in before["paths"].items():
        for method, operation in item.items():
            today = now["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            found += [f"{where}: is gone"] if today is None else _of_operation(where, operation, today, compared)
    for name, event in before["events"].items():
        today = now["events"].get(name)
        found += [f"{name}: is gone"] if today is None else _Comparison((event, today)).replies(name, event, today)
    return sorted(dict.fromkeys(found))


def _still_opens(before: list[Any], now: list[Any]) -> bool:
    """Does each way in of before still open it? Several are a choice; none at all is an open door."""
    return not now or (bool(before) and all(way in now for way in before))


def _of_operation(where: str, before: Schema, now: Schema, compared: "_Comparison") -> Iterator[str]:
    if not _still_opens(before.get("security", []), now.get("security", [])):
        yield f"{where}: needs another scope"
    known = {(one["in"], one["name"]): one for one in before.get("parameters", ())}
    today = {(one["in"], one["name"]): one for one in now.get("parameters", ())}
    for key, one in today.items():
        if one.get("required") and not known.get(key, {}).get("required"):
            yield f"{where}: {key[1]} must be sent"
    for key, one in known.items():
        if key not in today:
            yield f"{where}: {key[1]} is taken no more"
        else:
            yield from compared.takes(f"{where} ?{key[1]}", one.get("schema", {}), today[key].get("schema", {}))
    yield from _of_body(where, before.get("requestBody", {}), now.get("requestBody", {}), compared)
    for status, response in before["responses"].items():
        if status not in now["responses"]:
            yield f"{where}: {status} is answered no more"
            continue
        content = now["responses"][status].get("content", {})
        for kind, said in response.get("content", {}).items():
            if kind not in content:
                yield f"{where}: {status} is no {kind} any more"
            else:
                yield from compared.replies(
                    f"{where} {status}", said.get("schema", {}), content[kind].get("schema", {})
                )


def _of_body(where: str, before: Schema, now: Schema, compared: "_Comparison") -> Iterator[str]:
    if now.get("required") and not before.get("required"):
        yield f"{where}: a body must be sent"
    for kind, said in before.get("content", {}).items():
        if kind not in now.get("content", {}):
            yield f"{where}: a body may be no {kind} any more"
        else:
            yield from compared.takes(f"{where} body", said.get("schema", {}), now["content"][kind].get("schema", {}))


class _Comparison:
    """Compares schemas of two documents, each model once; what is wrong with a model is said of it, not of who uses it."""

    def __init__(self, documents: tuple[Document, Document], seen: Iterable[tuple[str, str, bool]] = ()) -> None:
        self.documents = documents
        self._seen = set(seen)

    def takes(self, where: str, before: Schema, now: Schema) -> list[str]:
        """What could be sent and is refused now."""
        return list(self._compare(where, before, now, is_sent=True))

    def replies(self, where: str, before: Schema, now: Schema) -> list[str]:
        """What a client could rely on in a reply and no longer finds."""
        return list(self._compare(where, before, now, is_sent=False))

    def _compare(self, where: str, before: Schema, now: Schema, *, is_sent: bool) -> Iterator[str]:
        pair = (str(before.get("$ref", "")), str(now.get("$ref", "")), is_sent)
        if pair[0] and pair[1]:
            if pair in self._seen:
                return
            self._seen.add(pair)
            where = pair[0].rpartition("/")[2] + (" as sent" if is_sent else "")
        before, now = _found(before, self.documents[0]), _found(now, self.documents[1])
        branches, today = _branches(before), _branches(now)
        if len(branches) > 1 or len(today) > 1:
            yield from self._several(where, branches, today, is_sent=is_sent)
            return
        if _kinds(before) and _kinds(now) and not _fits(_kinds(before), _kinds(now), is_sent=is_sent):
            yield f"{where}: is {_said(now)} instead of {_said(before)}"
            return
        yield from _values(where, before, now, is_sent=is_sent)
        yield from self._properties(where, before, now, is_sent=is_sent)
        if "items" in before and "items" in now:
            yield from self._compare(f"{where}[]", before["items"], now["items"], is_sent=is_sent)
        more, later = before.get("additionalProperties"), now.get("additionalProperties")
        if isinstance(more, Mapping) and isinstance(later, Mapping):
            yield from self._compare(f"{where}.*", more, later, is_sent=is_sent)

    def _several(self, where: str, before: list[Schema], now: list[Schema], *, is_sent: bool) -> Iterator[str]:
        """Of what is sent each former branch must still be taken; of replies each present one must have been known.

        What comes in several kinds, as events do, may come in one more: clients pass over what they do not know.
        """
        asked, known = (before, now) if is_sent else (now, before)
        in_kinds = not is_sent and sum(self._is_object(one, 0) for one in before) > 1
        for one in asked:
            if in_kinds and self._is_object(one, 1) and one not in before:
                continue
            results = []
            for other in known:
                pair = (one, other) if is_sent else (other, one)
                attempt = _Comparison(self.documents, self._seen)
                results.append(list(attempt._compare(where, *pair, is_sent=is_sent)))
            if all(results):
                yield min(results, key=len)[0] if results else f"{where}: has another form"

    def _is_object(self, schema: Schema, side: int) -> bool:
        return "properties" in _found(schema, self.documents[side])

    def _properties(self, where: str, before: Schema, now: Schema, *, is_sent: bool) -> Iterator[str]:
        if "properties" not in before and "properties" not in now:
            return
        had, has = before.get("properties", {}), now.get("properties", {})
        needed, needs = set(before.get("required", ())), set(now.get("required", ()))
        for name, said in had.items():
            if name not in has:
                yield f"{where}.{name}: is {'taken' if is_sent else 'there'} no more"
            else:
                yield from self._compare(f"{where}.{name}", said, has[name], is_sent=is_sent)
        for name in sorted((needs - needed) if is_sent else (needed - needs) & has.keys()):
            yield f"{where}.{name}: {'must be sent' if is_sent else 'may be missing'}"


def _found(schema: Schema, document: Document) -> Schema:
    while "$ref" in schema:
        part: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            part = part[name]
        schema = part
    return schema


def _branches(schema: Schema) -> list[Schema]:
    several = schema.get("anyOf") or schema.get("oneOf")
    if several:
        return list(several)
    kinds = schema.get("type")
    return [{**schema, "type": kind} for kind in kinds] if isinstance(kinds, list) else [schema]


def _kinds(schema: Schema) -> str:
    return str(schema.get("type", ""))


def _said(schema: Schema) -> str:
    return str(schema.get("format") or schema.get("type"))


def _fits(before: str, now: str, *, is_sent: bool) -> bool:
    wider, narrower = (now, before) if is_sent else (before, now)
    return before == now or (wider, narrower) == ("number", "integer")


def _values(where: str, before: Schema, now: Schema, *, is_sent: bool) -> Iterator[str]:
    """Formats, enums and bounds."""
    if before.get("format") != now.get("format") and (before.get("format") if not is_sent else now.get("format")):
        yield f"{where}: is {_said(now)} instead of {_said(before)}"
    had, has = _enum(before), _enum(now)
    if is_sent and has is not None:
        gone = [f"no more {value}" for value in had - has] if had is not None else ["only some values"]
        yield from (f"{where}: takes {one}" for one in sorted(gone))
    if not is_sent and had is not None:
        yield from (f"{where}: says {value} no more" for value in sorted(had - has if has is not None else ()))
        if has is None:
            yield f"{where}: may say anything"
    if is_sent:
        if now.get("pattern") not in (None, before.get("pattern")):
            yield f"{where}: must be of another form"
        for bound, is_more in BOUNDS.items():
            if bound in now and (
                bound not in before or ((now[bound] < before[bound]) is is_more and now[bound] != before[bound])
            ):
                yield f"{where}: {bound} is {now[bound]}"


def _enum(schema: Schema) -> set[str] | None:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return None if values is None else {str(value) for value in values}


def allowed() -> dict[str, str]:
    """What is meant to break, with the reason."""
    found: dict[str, str] = json.loads((RELEASED / "broken.json").read_text())
    return found


def release() -> None:
    """Make what the contracts promise today what was promised last."""
    RELEASED.mkdir(exist_ok=True)
    (RELEASED / "contracts.json").write_text(json.dumps(promised(), separators=(",", ":"), ensure_ascii=False) + "\n")
    (RELEASED / "broken.json").write_text("{}\n")


def main(arguments: list[str]) -> int:
    """The command."""
    if arguments == ["release"]:
        release()
        return 0
    found = breaks(json.loads((RELEASED / "contracts.json").read_text()), promised())
    meant = allowed()
    for one in found:
        print(one, f"(meant: {meant[one]})" if one in meant else "")
    return 1 if {*found} - meant.keys() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
