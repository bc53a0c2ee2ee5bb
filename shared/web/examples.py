"""Examples in the contract, made from its models: each value is one of the field, so that a mock server made of them is of use.

What a property is called says what stands in it (`BY_NAME`); a model or field that wants another says so itself
(`Field(examples=…)`). The same row has the same id wherever it is named.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from shared.errors import Invalid, Refusal, fault, problem_name
from shared.saying import FALLBACK
from shared.texts.refusing import told
from shared.texts.validation import sentence

Schema = Mapping[str, Any]
DEEPEST = 7
DAY, MOMENT = "2026-11-23", "2026-11-23T14:30:00+00:00"
CORRELATION_ID = "018f3e1c-0000-7000-8000-00000000000c"

#: What people call each kind of row.
NAMES = {
    "school": "Lincoln Elementary",
    "staff": "Ana Ruiz",
    "district": "Cedar Falls",
    "plan": "Attendance first",
    "task": "Call the families of who was absent twice",
    "team": "Attendance team",
    "role": "Principal",
    "party": "Evaluation partner",
    "client": "Student information system",
    "application": "Front end",
    "instrument": "School climate",
    "barrier": "No bus on early release days",
    "activity": "Review attendance",
    "goal": "Fewer chronic absences",
}
#: People, by whatever property they stand in.
PEOPLE = re.compile(
    r"staff|owner|person|by|delegate|absent|assignee|author|recipient|leader|holder|member|raiser|approver|actor|successor|uploader"
)
#: What is null until something has ended or gone another way: the examples are of what is under way.
NOT_YET = re.compile(
    r"(done|closed|archived|resolved|returned|withdrawn|blocked|ended|retired|revoked|refused|undone|carried|decided|released"
    r"|retry|corrected|merged|removed|deleted|cancelled|lifted|expired|failed|suppressed|reopened|last_refusal)(_|$)"
)
#: Values by the name of a property, tried in turn until the schema takes one.
BY_NAME: dict[str, tuple[Any, ...]] = {
    "given_name": ("Ana",),
    "family_name": ("Ruiz",),
    "email": ("ana.ruiz@cedarfalls.example",),
    "title": ("Attendance first",),
    "name": ("Lincoln Elementary",),
    "role": ("principal",),
    "roles": (["principal"],),
    "owner_role": ("principal",),
    "code": ("ATT-1", "attendance", "a1"),
    "local_code": ("104",),
    "school_year": ("2026-27",),
    "language": ("en",),
    "zone": ("America/Detroit",),
    "timezone": ("America/Detroit",),
    "time_zone": ("America/Detroit",),
    "text": ("The first meeting is on Monday.",),
    "note": ("Agreed with the families.",),
    "reason": ("The first date was a holiday, and nobody was there.",),
    "comment": ("Done with the attendance team.",),
    "summary": ("Every absence is followed up within a day.",),
    "detail": ("Read it again and repeat the change on what you find.",),
    "description": ("Who was absent twice is called the same day.",),
    "link": ("/v1/plans/018f3e1c-0000-7000-8000-000000000001",),
    "actor": ("person:018f3e1c-0000-7000-8000-000000000002",),
    "by": ("person:018f3e1c-0000-7000-8000-000000000002",),
    "hash": ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",),
    "sha256": ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",),
    "instructions": ("Use the list of the morning; write down who answered.",),
    "address": ("ana.ruiz@cedarfalls.example",),
    "next_cursor": (None,),
    "version": (3, "3"),
    "percent": (84,),
    "scope": ("plans:read",),
    "scopes": (["plans:read"],),
    "grade": ("4",),
    "grades": (["4"],),
    "phone": ("+13195550100",),
    "status": ("ok",),
    "type": ("scheduling.plan.published.v1",),
    "access_token": ("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJwZXJzb246MDE4ZjNlMWMifQ.c2lnbmF0dXJl",),
    "secret": ("tl_secret_shown_once",),
}
#: For what has a pattern and no name of its own.
FITTING = (
    *("attendance", "principal", "plans:read", "ATT-1", "2026-27", "15:30", "en", "America/Detroit", "BR-6", "school"),
    *("https://cedarfalls.example/attendance", "https://cedarfalls.example", "ana.ruiz@cedarfalls.example", "a" * 64),
    *("Attendance", "scheduling.plan.published.v1", "198.51.100.0/24", "1", "urn:x", "+13195550100", "0" * 20),
)
#: Of what is no JSON.
BY_MEDIA_TYPE = {
    "text/csv": "school,done,open\r\nLincoln Elementary,12,3\r\n",
    "application/x-ndjson": '{"action": "publish_plan", "outcome": "done"}\n',
    "application/yaml": {"title": "Attendance first", "school_year": "2026-27"},
    "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Done by week</title></svg>',
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Throughline//EN\r\nEND:VCALENDAR\r\n",
    "text/html": "<!doctype html><title>Throughline</title>",
}


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
    """Makes examples by the models of a contract."""

    def __init__(self, models: Mapping[str, Schema]) -> None:
        self.models = models

    def of(self, schema: Schema, name: str = "", model: str = "", depth: int = 0) -> Any:
        """A value the schema takes; `name` is the property it stands in, `model` whose."""
        if "$ref" in schema:
            called = schema["$ref"].rpartition("/")[2]
            return (
                self._reference(name)
                if called == "Reference"
                else self.of(self.models[called], name, called, depth + 1)
            )
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
            return DAY
        case "date-time":
            return MOMENT
        case "email":
            return str(BY_NAME["email"][0])
        case "uri":
            return "https://cedarfalls.example/attendance"
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


def complete(document: dict[str, Any], service: str, refusals: Mapping[str, type[Refusal]]) -> None:
    """Give each response of a contract its examples; each model's, and each refusal's, stands there once."""
    models = document["components"]["schemas"]
    known = document["components"].setdefault("examples", {})
    examples, by_model = Examples(models), {problem_name(code): code for code in refusals}
    for item in document["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values():
                for kind, content in response.get("content", {}).items():
                    if kind in BY_MEDIA_TYPE:
                        content["example"] = BY_MEDIA_TYPE[kind]
                        continue
                    named = {}
                    for model in _models_in(content.get("schema", {})):
                        if model not in known:
                            code = by_model.get(model)
                            value = (
                                of_refusal(service, refusals[code]) if code else examples.of(models[model], "", model)
                            )
                            known[model] = {"summary": models[model]["title"], "value": value}
                        named[by_model.get(model, model)] = {"$ref": f"#/components/examples/{model}"}
                    if named:
                        content["examples"] = named
                    elif content["schema"].get("format") != "binary":
                        content["example"] = examples.of(content["schema"])


def _models_in(schema: Schema) -> list[str]:
    parts = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]
