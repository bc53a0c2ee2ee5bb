"""What outsiders rely on, written from the code: `python -m deploy.contracts [FOLDER]`.

OpenAPI of each service and of all together, a JSON Schema for each event, an AsyncAPI document of all, and who may do what.
Without a folder also the scopes that roles bring at sign-in, for partners, the events that prove work, for scheduling, and
the TypeScript client.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from deploy.combined import combined
from shared.auth import profiles
from shared.auth.policy import Rule
from shared.auth.scopes import FREE_TEXT, SCOPES
from shared.events.event import Event
from shared.events.provable import described
from shared.rooms import rooms_of
from shared.settings import Settings
from shared.testing.servers import SERVICES
from shared.web.app import VERSION

CONTRACTS = Path(__file__).parents[1] / "contracts"
SCOPES_OF_ROLES = Path(__file__).parents[1] / "services/partners/directory/roles/scopes_of_roles.json"
PROVABLE_EVENTS = Path(__file__).parents[1] / "services/scheduling/planning/evidence_types/provable.json"
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def write(folder: Path) -> list[Path]:
    """Write all contracts under `folder`; returns the files."""
    documents = {service: openapi(service) for service in SERVICES}
    documents |= {"throughline": combined(documents)}
    files = {f"openapi/{name}.json": _json(document) for name, document in documents.items()}
    files |= {f"events/{event.type}.json": _json(data_schema(event)) for event in events()}
    files["asyncapi.yaml"] = yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=120)
    files |= {"permissions.json": _json(permissions()), "permissions.md": permissions_page()}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return [folder / name for name in files]


def write_scopes_of_roles(file: Path) -> Path:
    """Write what partners reads at its start: no service's image holds the rules of the others."""
    file.write_text(_json(scopes_of_roles()))
    return file


def write_provable(file: Path) -> Path:
    """Write what scheduling reads at its start: which events prove work, and who brings them about."""
    file.write_text(_json(provable()))
    return file


def provable() -> dict[str, Any]:
    """Every event marked so, as its mark says. Raises `NamesStudent` for one that is of a student."""
    rules = permissions()
    found = {}
    for event in events():
        if mark := event.provable:
            rule = rules[event.type.partition(".")[0]][mark.right]
            found[event.type] = {**described(event), "brought_about_by": sorted({*rule["district"], *rule["school"]})}
    return found


def openapi(service: str) -> dict[str, Any]:
    """A service's OpenAPI document."""
    # Without an origin: as the services stand behind a district's gateway.
    settings = Settings(
        service=service,
        database_url="postgresql://nowhere/none",
        secret_key="none",  # noqa: S106
        issuer="/partners",
        public_url=f"/{service}",
    )
    return dict(import_module(f"services.{service}.app").build(settings).openapi())


def events() -> list[type[Event]]:
    """Every event of ours, by type."""
    found = [kind for service in SERVICES for kind in rooms_of(service).events()]
    return sorted(found, key=lambda kind: kind.type)


def consumers() -> dict[str, list[str]]:
    """Who handles an event type."""
    found: dict[str, list[str]] = {}
    for service in SERVICES:
        for type_ in import_module(f"services.{service}.consumers").consumers.handlers:
            found.setdefault(type_, []).append(service)
    return found


def data_schema(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's data."""
    return {"$schema": SCHEMA_DIALECT, "$id": f"/contracts/events/{event.type}.json", **event.model_json_schema()}


def permissions() -> dict[str, Any]:
    """Each service's table of rules: who among people may do what to which row."""
    return {
        service: {
            scope: {
                "everyone": found.everyone,
                "district": sorted(found.district),
                "school": sorted(found.school),
                "owner": found.owner,
                "related": {
                    relation.name: {"roles": sorted(roles), "said": relation.said}
                    for relation, roles in found.related.items()
                },
            }
            for scope, found in sorted(import_module(f"services.{service}.permissions").POLICY.rules.items())
        }
        for service in SERVICES
    }


def scopes_of_roles() -> dict[str, Any]:
    """Which profiles bring a scope at sign-in, as a service's rule lets them in; which scopes an open emergency access adds."""
    brought_by: dict[str, set[str]] = {}
    of_emergency = set()
    for service in SERVICES:
        rules = import_module(f"services.{service}.permissions").POLICY.rules
        for scope in SCOPES.keys() & rules.keys():
            brought_by.setdefault(scope, set()).update(_let_in(rules[scope]))
            if rules[scope].emergency:
                of_emergency.add(scope)
    return {
        "brought_by": {scope: sorted(roles) for scope, roles in sorted(brought_by.items()) if roles},
        "of_emergency": sorted(of_emergency),
        "reach": _reach(),
    }


def _reach() -> dict[str, dict[str, list[str]]]:
    """By scope and profile: as everybody, for the district, at the school, as an owner, by which relations; of all services."""
    found: dict[str, dict[str, set[str]]] = {}
    for service in SERVICES:
        rules = import_module(f"services.{service}.permissions").POLICY.rules
        for scope in SCOPES.keys() & rules.keys():
            for profile in profiles.CODES:
                if how := _ways_in(rules[scope], profile):
                    found.setdefault(scope, {}).setdefault(profile, set()).update(how)
    return {scope: {one: sorted(how) for one, how in sorted(by.items())} for scope, by in sorted(found.items())}


def _ways_in(rule: Rule, profile: str) -> set[str]:
    ways = {
        "everyone": rule.everyone and profile in profiles.OWN_STAFF,
        "district": profile in rule.district,
        "school": profile in rule.school,
        "owner": rule.owner,
        **{relation.name: profile in those for relation, those in rule.related.items()},
    }
    return {way for way, is_open in ways.items() if is_open}


def _let_in(rule: Rule) -> set[str]:
    """The profiles a rule lets in; an owner may stand on any."""
    if rule.owner:
        return set(profiles.CODES)
    return {*rule.district, *rule.school, *(profiles.OWN_STAFF if rule.everyone else ())}.union(*rule.related.values())


def permissions_page() -> str:
    """The same as a page to read."""
    lines = [
        "# Who may do what",
        "",
        "Written from the services' `permissions.py` by `make contracts`. A token needs the scope to come in; then the row is",
        "decided: by the profile of a role held for the district, of a role held at the row's school, by owning the row (with a",
        "role at its school), or by the profile of a role in a relation to the row. *Everybody* is the district's own staff:",
        "whoever holds a role today whose profile is none of a guest's (" + ", ".join(sorted(profiles.GUESTS)) + ").",
        "Rules named after no scope of a token decide a part of one. A machine client is bound by its scopes; one with schools",
        "has the rows of those alone, and reads what is *everybody's*. Which role stands on which profile is each district's to",
        "say (`/v1/roles` of partners).",
    ]
    for service, rules in permissions().items():
        lines += ["", f"## {service}", "", "| what | for the district | at the school | the owner | in a relation |"]
        lines += ["| --- | --- | --- | --- | --- |"]
        for scope, found in rules.items():
            district = "*everybody*" if found["everyone"] else ", ".join(found["district"])
            related = "; ".join(
                f"`{name}`: {', '.join(one['roles'])} {one['said']}" for name, one in found["related"].items()
            )
            owner = "yes" if found["owner"] else ""
            lines.append(f"| `{scope}` | {district} | {', '.join(found['school'])} | {owner} | {related} |")
    lines += ["", "## Not for outside parties", ""]
    lines += [
        "But for school officials (34 CFR 99.31(a)(1)(i)(B)): no client of a party is given one of these scopes, and no"
    ]
    lines += ["token of its people and clients carries one.", ""]
    lines += ["| scope | what it opens |", "| --- | --- |"]
    lines += [f"| `{scope}` | {what} |" for scope, what in FREE_TEXT.items()]
    return "\n".join(lines) + "\n"


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3: a channel for each event type, who sends it, who receives it."""
    channels, operations, messages = {}, {}, {}
    schemas: dict[str, Any] = {"Envelope": _envelope()}
    listeners = consumers()
    for event in events():
        name, key = event.__name__, event.type.replace(".", "_")
        schema = event.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
        payload = {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {"properties": {"data": {"$ref": f"#/components/schemas/{name}"}}},
            ]
        }
        messages[key] = {
            "name": event.type,
            "title": name,
            "summary": (event.__doc__ or "").partition("\n")[0],
            "contentType": "application/cloudevents+json",
            "payload": payload,
        }
        channels[key] = {"address": event.type, "messages": {key: {"$ref": f"#/components/messages/{key}"}}}
        producer = event.type.partition(".")[0]
        operations[f"{producer}_sends_{key}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{key}"},
            "tags": [{"name": producer}],
        }
        for consumer in listeners.get(event.type, []):
            operations[f"{consumer}_receives_{key}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{key}"},
                "tags": [{"name": consumer}],
            }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Throughline events",
            "version": VERSION,
            "description": "CloudEvents 1.0 in structured JSON over NATS JetStream; one stream per producing service. "
            "Ids and codes only: no student's name, note or birth date travels.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def _envelope() -> dict[str, Any]:
    text = {"type": "string"}
    id_ = {"type": "string", "format": "uuid"}
    return {
        "type": "object",
        "description": "CloudEvents 1.0 with the extensions of Throughline.",
        "required": [
            "specversion",
            "id",
            "type",
            "source",
            "subject",
            "time",
            "districtid",
            "actor",
            "correlationid",
            "data",
        ],
        "properties": {
            **{"specversion": {"const": "1.0"}, "id": id_, "type": text, "source": text, "subject": text},
            **{"time": {"type": "string", "format": "date-time"}, "datacontenttype": text, "dataschema": text},
            **{
                "districtid": id_,
                "actor": text,
                "correlationid": text,
                "causationid": id_,
                "traceparent": text,
                "sequence": text,
            },
        },
    }


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file in write(Path(sys.argv[1]) if len(sys.argv) > 1 else CONTRACTS):
        print(file)
    if len(sys.argv) == 1:
        print(write_scopes_of_roles(SCOPES_OF_ROLES))
        print(write_provable(PROVABLE_EVENTS))
        # Its types are made by a tool of the npm registry; who writes contracts elsewhere needs none.
        print(*import_module("deploy.clients").write(), sep="\n")
