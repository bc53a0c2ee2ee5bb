"""Examples in the contract, recorded or made from its models, so that a mock server made of them is of use.

What the sandbox answered stands in the service's `recorded.json` (`deploy/examples.py`); what a model has gained since is made.
What a property is called says what stands in it (`example_words.py`); a model or field that wants another says so itself
(`Field(examples=…)`). The same row has the same id wherever it is named.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.errors import Invalid, Refusal, fault, problem_name
from shared.saying import FALLBACK
from shared.texts.refusing import told
from shared.texts.validation import sentence
from shared.web.example_words import BY_MEDIA_TYPE, BY_NAME, FITTING, NAMES, NOT_YET, PEOPLE

Schema = Mapping[str, Any]
DEEPEST = 7
#: An example of a merge patch changes so many fields.
MOST_PATCHED = 2
DAY, MOMENT = "2026-11-30", "2026-11-30T14:30:00+00:00"
CORRELATION_ID = "018f3e1c-0000-7000-8000-00000000000c"


class NoExample(ValueError):
    """Nothing that is known fits a schema: the field needs an example of its own."""


def id_of(noun: str) -> str:
    """The id of the example of this kind."""
    digest = hashlib.sha256(noun.encode()).hexdigest()
    return f"018f3e1c-{digest[:4]}-7{digest[4:7]}-8{digest[7:10]}-{digest[10:22]}"


def noun_of(model: str) -> str:
    """What a model is about: `TaskSummary`, `TaskDetail` and `Task` are about a task."""
    words = re.findall(r"[A-Z][a-z0-9]*", model)
    while len(words) > 1 and words[-1] in (
        "Summary",
        "Detail",
        "Page",
        "Create",
        "Update",
        "Reply",
        "Reference",
        "With",
    ):
        words.pop()
    return "_".join(words).lower()


class Examples:
    """Makes examples by the models of a contract; of `recorded` ones, of what was answered."""

    def __init__(self, models: Mapping[str, Schema], recorded: Mapping[str, Any] | None = None) -> None:
        self.models, self.recorded = models, recorded or {}

    def of(self, schema: Schema, name: str = "", model: str = "", depth: int = 0) -> Any:
        """A value the schema takes; `name` is the property it stands in, `model` whose."""
        if "$ref" in schema:
            called = schema["$ref"].rpartition("/")[2]
            return self._reference(name) if called == "Reference" else self.of_model(called, name, depth + 1)
        for said in ("const", "example"):
            if said in schema:
                return schema[said]
        if schema.get("examples"):
            return schema["examples"][0]
        if "enum" in schema:
            return schema["enum"][0]
        if "allOf" in schema:
            return {key: value for part in schema["allOf"] for key, value in self.of(part, name, model, depth).items()}
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return self._one_of(schema[several], name, model, depth)
        return self._plain(schema, name, model, depth)

    def of_model(self, called: str, name: str = "", depth: int = 0) -> Any:
        """A value of the model that is called so."""
        if called in self.recorded:
            return self._filled(self.models[called], self.recorded[called], called)
        return self.of(self.models[called], name, called, depth)

    def _filled(self, schema: Schema, said: Any, model: str, name: str = "") -> Any:
        """What was answered, with what the model has gained since and without what it has lost."""
        if "$ref" in schema:
            model = schema["$ref"].rpartition("/")[2]
            schema = self.models[model]
        if "anyOf" in schema and said is not None:
            parts = [part for part in schema["anyOf"] if part != {"type": "null"}]
            return self._filled(parts[0], said, model, name) if len(parts) == 1 else said
        if isinstance(said, list) and isinstance(schema.get("items"), Mapping):
            return [self._filled(schema["items"], one, model, _singular(name)) for one in said]
        if isinstance(said, dict) and "properties" in schema:
            return {
                key: self._filled(inner, said[key], model, key) if key in said else self.of(inner, key, model, DEEPEST)
                for key, inner in schema["properties"].items()
            }
        return said

    def _one_of(self, parts: list[Schema], name: str, model: str, depth: int) -> Any:
        nothing = {"type": "null"}
        if nothing in parts and (depth > DEEPEST or NOT_YET.match(name) or None in BY_NAME.get(name, ())):
            return None
        return self.of(next(part for part in parts if part != nothing), name, model, depth)

    def _plain(self, schema: Schema, name: str, model: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self._object(schema, name, model, depth)
        if kind == "array":
            return self._array(schema, name, model, depth)
        if kind in ("integer", "number"):
            return _number(schema, name)
        if kind == "boolean":
            return schema.get("default", True)
        if kind == "string":
            return _text(schema, name, model)
        return None if kind == "null" else BY_NAME.get(name, ("attendance",))[0]

    def _object(self, schema: Schema, name: str, model: str, depth: int) -> Any:
        if "properties" in schema:
            required, deep = schema.get("required", ()), depth > DEEPEST
            return {
                key: self.of(said, key, model, depth + 1)
                for key, said in schema["properties"].items()
                if not deep or key in required
            }
        more, keys = schema.get("additionalProperties"), schema.get("propertyNames", {})
        if not isinstance(more, Mapping) or depth > DEEPEST:
            return {}
        key = self.of(keys, "code", model, depth + 1) if keys else "attendance"
        return {key: self.of(more, name.removesuffix("s"), model, depth + 1)}

    def _array(self, schema: Schema, name: str, model: str, depth: int) -> Any:
        if "prefixItems" in schema:
            return [self.of(part, name, model, depth + 1) for part in schema["prefixItems"]]
        if depth > DEEPEST and not schema.get("minItems"):
            return []
        item = self.of(schema.get("items", {}), _singular(name), model, depth + 1)
        return [item] * max(1, schema.get("minItems", 1))

    def _reference(self, name: str) -> dict[str, str]:
        noun = "staff" if PEOPLE.search(name) else _singular(name)
        return {"id": id_of(noun), "name": NAMES.get(noun, noun.replace("_", " ").capitalize() or "Attendance")}


def _known(name: str) -> list[Any]:
    """What is known of a property, or of what the end of its name says: `returned_reason` is a reason."""
    words = name.split("_")
    ends = ["_".join(words[place:]) for place in range(len(words))]
    return [value for end in ends for value in BY_NAME.get(end, ())]


def _singular(name: str) -> str:
    return name.removesuffix("s") if not name.endswith("ss") else name


def _number(schema: Schema, name: str) -> Any:
    known = [value for value in _known(name) if isinstance(value, int | float)]
    value = known[0] if known else 12
    low = schema.get("minimum", schema.get("exclusiveMinimum", value - 1) + 1)
    high = schema.get("maximum", schema.get("exclusiveMaximum", value + 1) - 1)
    return min(max(value, low), high)


def _text(schema: Schema, name: str, model: str) -> str:
    match schema.get("format"):
        case "uuid":
            noun = name.removesuffix("_id") if name not in ("id", "") else noun_of(model)
            return id_of("staff" if PEOPLE.search(noun) else noun)
        case "date":
            return str(next(iter(_known(name)), DAY))
        case "date-time":
            return MOMENT
        case "email":
            return str(BY_NAME["email"][0])
        case "uri":
            return "https://cedarvalley.example/minutes"
    noun = noun_of(model)
    own = (NAMES[noun],) if name in ("name", "title") and noun in NAMES else ()
    for value in (*own, *_known(name), name.replace("_", " ").capitalize(), *FITTING):
        if isinstance(value, str) and _fits(schema, value):
            return value
    raise NoExample(f"{model}.{name}: {dict(schema)}")


def _fits(schema: Schema, value: str) -> bool:
    is_of_length = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
    return is_of_length and re.search(schema.get("pattern", ""), value) is not None


def of_refusal(service: str, kind: type[Refusal]) -> dict[str, Any]:
    """The problem document of a refusal."""
    unfit = sentence({"type": "string_too_short", "ctx": {"min_length": 1}})
    errors = [fault("/title", unfit, "string_too_short")] if issubclass(kind, Invalid) else []
    said = told(kind(errors=errors), FALLBACK)
    return {
        "type": f"urn:throughline:{service}:{kind.code.replace('_', '-')}",
        "title": said.title,
        "status": kind.status,
        "detail": said.detail,
        "code": kind.code,
        "correlation_id": CORRELATION_ID,
        "diagnosis": said.diagnosis,
        "errors": said.errors,
    }


@cache
def recorded(service: str) -> Mapping[str, Any]:
    """What the sandbox answered, by the models of the replies; nothing of a service that has none."""
    spec = find_spec(f"services.{service}")
    file = Path(spec.origin).with_name("recorded.json") if spec and spec.origin else None
    found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file and file.exists() else {}
    return found


def complete(document: dict[str, Any], service: str, refusals: Mapping[str, type[Refusal]]) -> None:
    """Give each response of a contract its examples; each model's, and each refusal's, stands there once."""
    models = document["components"]["schemas"]
    known = document["components"].setdefault("examples", {})
    examples, by_model = Examples(models, recorded(service)), {problem_name(code): code for code in refusals}
    for item in document["paths"].values():
        for method, operation in item.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if body and "examples" not in body:
                sent = examples.of(body["schema"])
                body["example"] = dict([*sent.items()][:MOST_PATCHED]) if method == "patch" else sent
            for response in operation["responses"].values():
                for kind, content in response.get("content", {}).items():
                    if kind in BY_MEDIA_TYPE:
                        content["example"] = BY_MEDIA_TYPE[kind]
                        continue
                    named = {}
                    for model in _models_in(content.get("schema", {})):
                        if model not in known:
                            code = by_model.get(model)
                            value = of_refusal(service, refusals[code]) if code else examples.of_model(model)
                            known[model] = {"summary": models[model]["title"], "value": value}
                        named[by_model.get(model, model)] = {"$ref": f"#/components/examples/{model}"}
                    if named:
                        content["examples"] = named
                    elif content["schema"].get("format") != "binary":
                        content["example"] = examples.of(content["schema"])


def _models_in(schema: Schema) -> list[str]:
    parts = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]
