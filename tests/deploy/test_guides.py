"""What the guides name exists: paths, scopes, codes, events, settings, examples that are taken, and numbers as in the code."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.contracts import events, openapi
from deploy.local.stack import ROOT
from services.assessment.attendance.batches.schemas import AttendanceEventBody
from services.assessment.indicators.batches.kinds import KINDS
from services.assessment.roster.roster_imports.identity import AMBIGUOUS
from services.assessment.roster.roster_imports.rows import FORMS
from services.partners.access.applications import rules as applications
from services.partners.access.claim_rules import claims
from services.partners.access.claim_rules import rules as claim_rules
from services.partners.access.claim_rules.service import MOST_RULES
from services.partners.access.clients.rules import MOST_SECRETS
from services.partners.access.identity_providers import discovery
from services.partners.access.identity_providers import service as identity_providers
from services.partners.access.identity_providers.errors import SignInRefused
from services.partners.access.scim.routes import router as scim
from services.partners.access.sign_ins import rules as sign_ins
from services.partners.access.sign_ins import token_exchange
from services.partners.access.sign_ins.callback import PASSED_ON
from services.partners.access.tokens import assertions, forms
from services.partners.access.tokens import rules as tokens
from services.partners.privacy.emergency_access.schemas import EmergencyAccessOpen
from shared.auth import profiles
from shared.auth.scopes import SCOPES
from shared.context import bulk, lists, paging, several
from shared.errors import Refusal
from shared.settings import Settings
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from shared.web import egress
from shared.web.app import INVALID_TOKEN_SECONDS, INVALID_TOKENS
from tests.partners.factories import set_up

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
WITH_STATUSES = [guide for guide in GUIDES if guide.stem in ("api-clients", "front-end")]
#: A path stands alone, or behind one of the variables a shell has our addresses in.
BEHIND = "|".join(rf"(?<=\${service.upper()})" for service in SERVICES)
PATH = re.compile(rf"(?:(?<![\w-])|{BEHIND})/(?:v1|oauth|scim/v2|\.well-known)/[^\s`\"')|?&,;:]*")
SCOPE = re.compile(r"[`\" ]((?:[a-z]+-)*[a-z]+:(?:read|write|send|triage|approve|publish|open|review|introspect))\b")
TICKED = re.compile(r"`([^`\n]+)`")
#: Words of providers, and of the guides' own examples.
OTHERS = {"employee_id", "district_admin", "not_signed_in", "not_our_sign_in"}
#: Of other programs, or of the guides' own shells.
VARIABLES = {"OTEL_EXPORTER_OTLP_ENDPOINT", "SSL_CERT_FILE", "PROVIDER_ID", "TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"}

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)


@cache
def routes() -> list[re.Pattern[str]]:
    """Every path there is, of all services."""
    templates = [template for service in SERVICES for template in openapi(service)["paths"]]
    templates += [str(getattr(route, "path", "")) for route in scim.routes]
    templates += ["/oauth/callback/", "/scim/v2", "/.well-known/oauth-authorization-server/partners"]
    return [re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))) for template in templates]


def is_route(path: str) -> bool:
    """Is it a path of ours? `…` at its end stands for the rest of several."""
    if path.endswith("…"):
        return any(route.pattern.replace("\\", "").startswith(path[:-1]) for route in routes())
    plain = re.sub(r"\$\{?\w+\}?|\{[^}]*\}|\b[A-Z][A-Z_]+\b", "x", path)
    return any(route.fullmatch(plain) for route in routes())


@cache
def source() -> str:
    """The code and contracts as one text, to look words up in."""
    files = [
        file
        for folder in ("services", "shared", "deploy/sso", "deploy/postgres", "contracts/openapi", "contracts/events")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in (".py", ".json", ".mjs", ".sql")
    ]
    return "\n".join(file.read_text() for file in files)


def words(text: str) -> Iterator[str]:
    """What stands in backticks outside of blocks."""
    for block in re.split(r"^```.*?^```$", text, flags=re.MULTILINE | re.DOTALL):
        yield from TICKED.findall(block)


@each_guide
def test_every_path_a_guide_names_is_a_route(guide: Path) -> None:
    found = {path.rstrip("./") for path in PATH.findall(guide.read_text())} - {""}

    assert [path for path in sorted(found) if not is_route(path)] == []


@each_guide
def test_every_scope_a_guide_names_exists(guide: Path) -> None:
    assert sorted(set(SCOPE.findall(guide.read_text())) - SCOPES.keys()) == []


@each_guide
def test_every_code_and_field_a_guide_names_stands_in_the_code(guide: Path) -> None:
    named = {word for word in words(guide.read_text()) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", word)}

    named -= OTHERS | {f"provider_{word}" for word in PASSED_ON.values()}
    assert [word for word in sorted(named) if not re.search(rf"\b{word}\b", source())] == []


@each_guide
def test_every_event_a_guide_names_is_published(guide: Path) -> None:
    known = {event.type.removesuffix(".v1") for event in events()}
    named = set(re.findall(rf"`((?:{'|'.join(SERVICES)})(?:\.[a-z_]+){{2}})(?:\.v1)?`", guide.read_text()))

    assert sorted(named - known) == []


@each_guide
def test_every_setting_a_guide_names_is_read(guide: Path) -> None:
    text = guide.read_text()
    known = {name.upper() for name in Settings.model_fields}
    known |= {f"{service.upper()}_{name}" for service in SERVICES for name in known}
    known |= set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    known |= set(re.findall(r"\b([A-Z_]+)=", text)) | {
        f"IDP_{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    }
    named = {word for word in words(text) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", word)}

    assert sorted(named - known - VARIABLES) == []


@each_guide
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    missing = []
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)", guide.read_text()):
        file = (guide.parent / target).resolve() if target else guide
        if not file.exists() or (anchor and anchor not in anchors(file)):
            missing.append(f"{target}#{anchor}")

    assert missing == []


def anchors(file: Path) -> set[str]:
    """The headings of a page, as GitHub makes anchors of them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("guide", WITH_STATUSES, ids=lambda guide: guide.stem)
def test_a_code_in_a_table_stands_beside_its_own_status(guide: Path) -> None:
    statuses: dict[str, set[int]] = {}
    for kind in kinds(Refusal):
        statuses.setdefault(kind.code, set()).add(kind.status)
    rows = re.findall(r"^\| ([0-9]{3}(?:, [0-9]{3})*)(.*)\|$", guide.read_text(), re.MULTILINE)
    wrong = [
        (status, code)
        for status, rest in rows
        for code in TICKED.findall(rest.rpartition("|")[0])
        if code in statuses and not statuses[code] & {int(one) for one in status.split(", ")}
    ]

    assert rows
    assert wrong == []


def kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    """A refusal and all that derive from it."""
    yield kind
    for inner in kind.__subclasses__():
        yield from kinds(inner)


def test_every_reason_of_a_refused_sign_in_is_explained_to_district_it() -> None:
    text = (ROOT / "docs" / "guides" / "district-it.md").read_text()
    codes = {kind.code for kind in kinds(SignInRefused)} - {"sign_in_refused"}

    assert [code for code in sorted(codes) if f"`{code}`" not in text] == []


def test_every_other_reason_a_front_end_is_told_is_explained_somewhere() -> None:
    folder = ROOT / "services" / "partners" / "access" / "sign_ins"
    code = "\n".join(file.read_text() for file in sorted(folder.glob("*.py")))
    reasons = set(re.findall(r'(?:TurnedBack\("[a-z_]+", |NotCollected\()"([a-z0-9_]+)"', code))
    text = "".join((ROOT / "docs" / "guides" / f"{name}.md").read_text() for name in ("district-it", "front-end"))

    assert {"no_role", "code_challenge_s256_needed", "provider_refused_code"} <= reasons
    assert [reason for reason in sorted(reasons) if f"`{reason}`" not in text] == []


def test_every_role_and_operator_of_rules_is_named_for_district_it() -> None:
    text = (ROOT / "docs" / "guides" / "district-it.md").read_text()

    assert [word for word in (*profiles.CODES, *claim_rules.Operator) if f"`{word}`" not in text] == []


def examples() -> list[dict[str, Any]]:
    """The registrations that stand in the guide as JSON."""
    text = (ROOT / "docs" / "guides" / "district-it.md").read_text()
    return [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["kind"])
async def test_registrations_of_the_guide_are_taken(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, example: dict[str, Any]
) -> None:
    async def described(*_: Any) -> discovery.Described:
        address = "https://login.example.org/x"
        return discovery.Described({"authorization_endpoint": address, "token_endpoint": address}, [])

    monkeypatch.setattr(identity_providers, "discover", described)
    await set_up(partners, district_id)
    if "client_secret" in example:
        example["client_secret"] = "of the console"

    reply = await partners.machine(district_id).post("/v1/identity-providers", json=example)

    assert reply.status_code == 201, reply.text


def test_five_products_are_shown() -> None:
    assert sorted(example["kind"] for example in examples()) == [
        "classlink",
        "clever",
        "entra_id",
        "google",
        "keycloak",
    ]


def minutes(seconds: float) -> int:
    """Whole minutes."""
    return round(seconds / 60)


def test_numbers_of_the_questionnaire_are_those_of_the_code() -> None:
    text = " ".join((ROOT / "docs" / "guides" / "district-it.md").read_text().split())
    settings = {name: field.default for name, field in Settings.model_fields.items()}
    longest = EmergencyAccessOpen.model_json_schema()["properties"]["minutes"]["maximum"]
    free, lock = tokens.FREE, tokens.LONGEST
    tls = (ROOT / "deploy" / "gateway" / "tls.conf").read_text()
    said = [
        f"| access token (ES256, RFC 9068) | {minutes(tokens.LIFETIME.total_seconds())} minutes |",
        f"| authorisation code | {minutes(sign_ins.CODE_LIVES.total_seconds())} minute, once",
        f"| a sign-in under way | {minutes(sign_ins.ATTEMPT_LIVES.total_seconds())} minutes",
        f"| session | {token_exchange.LIVES[0]} minutes idle, {token_exchange.LIVES[1]} minutes at most",
        f"({applications.MOST_IDLE} and {applications.MOST_ABSOLUTE} at most)",
        f"| client assertion | {minutes(assertions.LONGEST_LIFE.total_seconds())} minutes at most, once |",
        f"| emergency access | {longest} minutes at most |",
        f"published for {minutes((tokens.LIFETIME + tokens.GRACE).total_seconds())} minutes more",
        f"{free[0]} failures of a client from one address, then 1 s, doubling, to {lock[0]} s",
        f"{free[1]} failures of a client from anywhere, or of an address, in an hour: up to {lock[1]} s",
        f"Invalid tokens: {INVALID_TOKENS} at once from an address, then one every {INVALID_TOKEN_SECONDS:g} s",
        f"{settings['calls_per_minute_person']} a minute for a person, {settings['calls_per_minute_client']} for a client, "
        f"{settings['calls_per_minute_address']} for an address where no token is needed",
        f"Bodies: {settings['max_body_bytes'] // 10**6} MB; roster bundles {settings['max_upload_bytes'] // 10**6} MB; "
        f"evidence files {settings['max_file_bytes'] // 10**6} MB; OAuth forms {forms.LONGEST_FORM // 1024} KB",
        f"no redirects, {egress.SECONDS:g} seconds, {egress.LONGEST_BODY // 10**6} MB, ports "
        + " and ".join(map(str, sorted(egress.PORTS))),
        f"| sign-in refusals; ended sessions | {sign_ins.REFUSALS_STAY.days} days |",
        f"{settings['outbox_keep_days']} days (`OUTBOX_KEEP_DAYS`)",
        f"{settings['idempotency_keep_hours']} hours (`IDEMPOTENCY_KEEP_HOURS`)",
        f"serve on for **{discovery.SERVE_ON.days * 24} hours**",
        f"Up to {MOST_RULES} of them",
        f"more than {claims.MOST_MEMBERS:,} values",
    ]

    assert [number for number in said if number not in text] == []
    assert sign_ins.SESSIONS_STAY == sign_ins.REFUSALS_STAY
    assert (free[1], lock[1]) == (free[2], lock[2])
    assert MOST_SECRETS == 2
    assert "TLSv1.2 TLSv1.3;" in tls
    assert "max-age=31536000" in tls


def test_numbers_for_callers_are_those_of_the_code() -> None:
    text = " ".join((ROOT / "docs" / "guides" / "api-clients.md").read_text().split())
    settings = {name: field.default for name, field in Settings.model_fields.items()}
    limit = next(field for name, field in paging.Paging.model_fields.items() if name == "limit")
    said = [
        f"(50 by default, {max(lists.USUAL_LIMITS)} at most)",
        f"takes several values, up to {several.MOST},",
        f"takes `ids`, up to {several.MOST_IDS},",
        f"counted up to {paging.MOST_COUNTED:,}.",
        f"up to {bulk.MOST_ROWS:,}. Each row",
        f"{settings['calls_per_minute_client']:,} calls a minute",
        f"kept for {settings['idempotency_keep_hours']} hours",
        f"JSON is {settings['max_body_bytes'] // 10**6} MB at most",
    ]

    assert limit.default == 50
    assert [number for number in said if number not in text] == []


def test_the_guide_of_a_sis_says_every_file_column_and_fault() -> None:
    text = (ROOT / "docs" / "guides" / "sis.md").read_text()
    room = ROOT / "services" / "assessment" / "roster" / "roster_imports"
    code = "\n".join(file.read_text() for file in room.glob("*.py"))
    found = set(re.findall(r'RowFault\(\s*(?:"[^"]*"|\w+), "([a-z_]+)"', code))
    found |= set(re.findall(r'\bFault\((?:[^,()]+, ){3}"([a-z0-9_]+)"', code))
    found |= set(re.findall(r'= \("([a-z]+_[a-z_]+)", "[A-Z]', code)) | {AMBIGUOUS, "source_id_repeated"}

    assert len(found) > 15
    assert sorted(word for word in found if f"`{word}`" not in text) == []
    for file, form in FORMS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{file}`"))
        assert re.findall(r"\*\*(\w+)\*\*", row) == ["sourcedId", *form.required]
        said = {word.strip("* |") for word in row.split("|")[2].split(",")}
        assert {word.strip() for word in said} == {"sourcedId", *form.required, *form.optional}


def test_the_guide_of_a_sis_says_every_column_and_fault_of_attendance() -> None:
    text = (ROOT / "docs" / "guides" / "sis.md").read_text()
    found = faults_in("attendance/batches", "feeds/batches", "feeds/sent_rows")

    assert len(found) == 11
    assert sorted(word for word in found | set(AttendanceEventBody.model_fields) if f"`{word}`" not in text) == []


def test_the_guide_of_a_sis_says_every_column_and_fault_of_other_facts() -> None:
    text = (ROOT / "docs" / "guides" / "sis.md").read_text()
    rooms = ("indicators/batches", "indicators/screenings", "feeds/batches", "feeds/sent_rows")
    said = {name for kind in KINDS.values() for name in kind.form.row.model_fields}

    assert faults_in(*rooms) >= {"screener_unknown", "score_out_of_range", "school_unknown", "row_repeated"}
    assert sorted(word for word in faults_in(*rooms) | said if f"`{word}`" not in text) == []


def faults_in(*rooms: str) -> set[str]:
    """The codes of faults of rows in these rooms of assessment."""
    folders = [ROOT / "services" / "assessment" / room for room in rooms]
    code = "\n".join(file.read_text() for folder in folders for file in folder.glob("*.py"))
    return set(re.findall(r'(?:\bFault|\btold|\*)\([^,()]+, f?"(?:/[^"]*)?", "([a-z_]+)"', code))
