"""The guides are followed: their blocks run in order on a whole stack, their JavaScript signs in at a real provider."""

import asyncio
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from deploy.clients import TYPESCRIPT
from deploy.local.browser import Browser
from deploy.local.provider import Provider
from deploy.local.stack import ROOT, Stack
from services.partners.access.identity_providers.rules import redirect_path
from shared.testing.npm import NODE
from shared.testing.processes import PATIENCE, free_port
from shared.testing.servers import SERVICES

GUIDES = ROOT / "docs" / "guides"
ORIGIN = "http://127.0.0.1:5173"
BACK_END = "http://127.0.0.1:9/back-end"
USERS = [
    {"username": "dana", "sub": "u-dana", "employee_id": "T-00417", "roles": ["Throughline.DataManager"]},
    {"username": "stranger", "sub": "u-stranger", "employee_id": "T-99999", "roles": []},
]
#: What the shell knows at a guide's end, kept for the test.
KEEP = "printf '%s' \"$TOKEN\" > kept.token; printf '%s' \"${PROVIDER-}\" > kept.provider; printf '%s' \"${APP-}\" > kept.app"


def follow(stack: Stack, guide: str, folder: Path, first: Path | None = None, **known: str) -> str:
    """Run a guide's `sh` blocks, after those of the page it goes on from, in one shell; returns what they printed.

    They are run for a district of their own.
    """
    environment = {**of_a_district(stack, guide), **known, "PYTHONPATH": str(ROOT)}
    for name in (".venv", "deploy"):
        (folder / name).symlink_to(ROOT / name)
    text = (first.read_text() if first else "") + (GUIDES / guide).read_text()
    script = "\n".join(["set -euo pipefail", *blocks_of(text), KEEP])
    ran = subprocess.run(  # noqa: PLW1510  what it printed is told first
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, f"{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
    return ran.stdout


def of_a_district(stack: Stack, name: str) -> dict[str, str]:
    """What a shell has to know to call a district that is made for it."""
    made = stack.command("districts", "create", name, "--timezone", "America/Chicago")
    facts = dict(line.split(None, 1) for line in made.splitlines())
    services = {service.upper(): stack.url(service) for service in SERVICES}
    return {**services, "CLIENT_ID": facts["client_id"], "CLIENT_SECRET": facts["client_secret"]}


def blocks_of(text: str) -> list[str]:
    """The `sh` blocks of a page."""
    return re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_a_system_goes_from_nothing_to_a_roster_and_a_key_of_its_own(stack: Stack, tmp_path: Path) -> None:
    said = follow(stack, "api-clients.md", tmp_path)

    assert "finished\n0\n" in said
    assert "idempotency-replayed: true" in said.lower()
    assert "\n2\nstale\n" in said
    assert "\n304\n" in said
    assert said.endswith("True\nFalse\n")


def test_a_sis_sends_a_roster_every_night(stack: Stack, tmp_path: Path) -> None:
    said = follow(stack, "sis.md", tmp_path)

    assert "validated\n  schools: 0 before, 1 after; 1 added, 0 changed, 0 removed\n" in said
    assert "  attribute: users.csv row 5, grades: grade_unknown\ntold: 1\n" in said
    assert "students: 3 before, 3 after; 0 added, 1 changed, 0 removed\n" in said
    assert "['000101', '000102']\nfinished" in said
    assert "students: 3 before, 2 after; 0 added, 1 changed, 1 removed\n" in said
    assert "enrollments: 4 before, 3 after; 0 added, 0 changed, 1 removed\n" in said
    assert "roster_would_shrink: students: 2 before, 0 after" in said
    assert "held: 2\n" in said
    assert "applied 3 []\n" in said
    assert "[('2026-09-14', 'UNX', 'absent'), ('2026-09-15', 'MED', 'absent')] 2 of 15\n" in said
    assert "incidents 2 []\nmarks 1 []\nscreening_results 1 [{" in said
    assert "'code': 'score_out_of_range'" in said
    assert "[('F', 'failing')]\n" in said


class Nightly:
    """The guide's script and its bundle in a folder, with the environment it is run in."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.environment = folder, {**os.environ, **environment}
        bundle, script, *_ = blocks_of((GUIDES / "sis.md").read_text())
        here = script[: script.index("\nPY\n") + len("\nPY\n")]
        subprocess.run(["bash", "-c", f"{bundle}\n{here}"], cwd=folder, check=True)
        users = folder / "bundle" / "users.csv"
        users.write_text(users.read_text().replace("Third", "03"))
        (folder / "changes").mkdir()
        (folder / "changes" / "users.csv").write_text(
            "sourcedId,status,dateLastModified,givenName,familyName\n000103,tobedeleted,2026-10-01T06:00:00.000Z,,\n"
        )

    def run(self, *said: str, **environment: str) -> tuple[int, str]:
        """The exit code of a run, and what it printed."""
        ran = subprocess.run(
            [sys.executable, "nightly.py", *said],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert "Traceback" not in ran.stderr
        return ran.returncode, ran.stdout


def test_the_nightly_script_tells_its_scheduler_when_nothing_was_sent(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    nightly = Nightly(tmp_path, PARTNERS=nowhere, ASSESSMENT=nowhere, CLIENT_ID="c", CLIENT_SECRET="s")

    for said in ((), ("bundle",), ("bundle", "full"), ("bundle", "bulk", "tri")):
        code, told = nightly.run(*said)
        assert (code, told.startswith("refused: Send a folder of OneRoster CSV files")) == (2, True)
    code, told = nightly.run("bundle", "bulk")
    assert (code, told.startswith("broke off: URLError")) == (2, True)
    for name in ("users", "roles"):
        (tmp_path / "bundle" / f"{name}.csv").unlink()
    assert nightly.run("bundle", "bulk") == (2, "refused: not in bundle: roles.csv, users.csv\n")
    code, told = nightly.run("nowhere", "delta")
    assert (code, told.startswith("refused: not in nowhere: academicSessions.csv")) == (2, True)


def test_the_nightly_script_says_what_came_of_each_run(stack: Stack, tmp_path: Path) -> None:
    nightly = Nightly(tmp_path, **of_a_district(stack, "nightly"))

    code, told = nightly.run("bundle", "bulk", CLIENT_SECRET="another")
    assert (code, told.startswith("refused: 401 invalid_client: ")) == (2, True)
    code, told = nightly.run("bundle", "bulk")
    assert (code, told.startswith("finished\n")) == (0, True)
    _, told = nightly.run("changes", "delta")
    assert "students: 3 before, 2 after; 0 added, 0 changed, 1 removed" in told
    # The same files again are a run of their own.
    code, told = nightly.run("bundle", "bulk")
    assert (code, told.startswith("finished\n")) == (0, True)
    assert "students: 2 before, 3 after; 0 added, 0 changed, 0 removed" in told
    script = tmp_path / "nightly.py"
    script.write_text(script.read_text().replace('mode if name in there else "absent"', "mode"))
    code, told = nightly.run("changes", "delta")
    assert (code, told.startswith("refused: 422 bundle_files_disagree: ")) == (2, True)


def test_a_coordinator_writes_down_organisations(stack: Stack, tmp_path: Path) -> None:
    said = follow(stack, "partners.md", tmp_path)

    assert said == (
        "['Riverside Family Clinic']\ngiven\n[(3, 'known'), (4, 'added')]\n[['same_website']]\n"
        "Riverside Family Clinic\nRiverside Family Clinic\nFalse\n"
        "stale\ncall\n[('Send the dates.', 'Ana Diaz')]\n"
    )


def test_a_plan_goes_from_the_readme_through_its_year(stack: Stack, tmp_path: Path) -> None:
    said = follow(stack, "a-plans-year.md", tmp_path, first=ROOT / "README.md")

    # One after the other: submitted, returned, changed, submitted again (its hash), approved, published (its tasks).
    assert re.search(r"submitted\nreturned\n[a-z]+\n[0-9a-f]{64}\napproved\n[1-9]\d*\n", said)
    assert "'met_threshold': True" in said
    assert "\nassessment.administration.scored.v2\n" in said
    assert "<svg " in said
    assert "Our MTSS plan" in said
    assert "BEGIN:VCALENDAR" in said


def test_no_page_waits_by_the_clock() -> None:
    pages = {page.name: page.read_text() for page in (ROOT / "README.md", *GUIDES.glob("*.md"))}

    assert {"README.md", "a-plans-year.md", "api-clients.md"} <= pages.keys()
    # In a loop that ends when what it waits for is there, `sleep` only keeps from asking too often.
    waits = {
        name: re.findall(r"^(?!.*\b(?:until|while|for)\b).*\bsleep \d.*$", text, re.MULTILINE)
        for name, text in pages.items()
    }
    assert {name: lines for name, lines in waits.items() if lines} == {}


def test_district_it_connects_a_provider_and_scim_and_its_people_sign_in_to_front_ends(
    stack: Stack, tmp_path: Path
) -> None:
    issuer = stack.url("partners")
    provider = Provider.start(tmp_path / "provider", users=USERS)
    try:
        client = provider.register(
            redirect_uris=[f"{issuer}{redirect_path(provider.issuer)}"],
            post_logout_redirect_uris=[f"{issuer}/oauth/signed-out"],
            **{"grant_types": ["authorization_code"], "response_types": ["code"]},
            token_endpoint_auth_method="client_secret_basic",
        )
        said = follow(
            stack,
            "district-it.md",
            tmp_path,
            IDP_ISSUER=provider.issuer,
            IDP_CLIENT_ID=client["client_id"],
            IDP_CLIENT_SECRET=client["client_secret"],
        )
        assert '"found_by": "staff_source_id"' in said
        assert "found in the roster, not made twice\n1\nFalse\nFalse\nTrue\n" in said

        came = front_end(stack, provider, tmp_path)
    finally:
        provider.stop()

    assert came == {
        **{"returned_to": "/plans", "answer_again": "not_our_sign_in", "district": "district-it.md", "refreshed": True},
        **{"refused": "invalid", "ready": False, "without_asking": "/again"},
        **{"afterwards": f"{ORIGIN}/", "signed_out": "not_signed_in", "dead": 401, "stranger": "access_denied"},
        **{"told": True, "nobody": "session_missing", "roles": ["data_manager"], "by_cookie": "district-it.md"},
        **{"cookie_gone": "session_missing", "exchanged": "Bearer", "renewed": True},
        **{"reused": "invalid_grant", "after_reuse": "invalid_grant"},
    }


def front_end(stack: Stack, provider: Provider, folder: Path) -> dict[str, Any]:
    """Run what the front-end guide says, with a back end that knows the provider itself; says what came of it."""
    partners = stack.url("partners")
    app = json.loads((folder / "kept.app").read_text())
    provider_id = (folder / "kept.provider").read_text()
    told_at = free_port()
    own = provider.register(
        **{"redirect_uris": [BACK_END], "grant_types": ["authorization_code"], "response_types": ["code"]},
        token_endpoint_auth_method="client_secret_basic",
    )
    headers = {"Authorization": f"Bearer {(folder / 'kept.token').read_text()}"}
    with httpx.Client(base_url=partners, headers=headers, trust_env=False, timeout=PATIENCE) as it:
        registered = it.get(f"/v1/identity-providers/{provider_id}").json()
        changed = it.patch(
            f"/v1/identity-providers/{provider_id}",
            json={"audiences": [own["client_id"]]},
            headers={"If-Match": f'"{registered["version"]}"'},
        )
        assert changed.status_code == 200, changed.text
        wish = {name: app[name] for name in ("redirect_uris", "post_logout_redirect_uris", "origins", "scopes")}
        page = it.post(
            "/v1/applications",
            json={"name": "Page", **wish, "backchannel_logout_uri": f"http://127.0.0.1:{told_at}/ended"},
        ).json()
        back_end = it.post(
            "/v1/clients", json={"name": "Back end", "scopes": ["directory:read"], "may_exchange": True}
        ).json()
    guide = (GUIDES / "front-end.md").read_text()
    for code, name in re.findall(r"^```js\n(// ([a-z-]+\.mjs)\n.*?)^```", guide, re.DOTALL | re.MULTILINE):
        (folder / name).write_text(code)
    wanted = {
        **{"folder": str(folder), "partners": partners, "origin": ORIGIN},
        **{"client": (TYPESCRIPT / "dist" / "index.js").as_uri()},
        **{"services": {service: stack.url(service) for service in SERVICES}},
        **{"redirect_uri": app["redirect_uris"][0], "afterwards": app["post_logout_redirect_uris"][0]},
        **{"page": page["oauth_client_id"], "cookie_page": app["oauth_client_id"], "told_at": told_at},
        **{"back_end": back_end, "id_token": asyncio.run(id_token(provider, own))},
    }
    ran = subprocess.run(  # noqa: PLW1510  what it printed is told first
        [os.fspath(NODE), os.fspath(Path(__file__).parent / "front_end.mjs")],
        env={**os.environ, "FRONT_END": json.dumps(wanted)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return dict(json.loads(ran.stdout))


async def id_token(provider: Provider, client: dict[str, Any]) -> str:
    """A sign-in of Dana at the back end's own registration with the provider."""
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        **{"response_type": "code", "client_id": client["client_id"], "redirect_uri": BACK_END, "scope": "openid"},
        **{"code_challenge": challenge, "code_challenge_method": "S256"},
    }
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
        browser = Browser(http, lambda address: address.startswith(BACK_END))
        await browser.open(f"{provider.issuer}/auth?{urlencode(asked)}")
        await browser.fill_in(username="dana")
        code = parse_qs(urlsplit(browser.address).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK_END, "code_verifier": verifier}
        proof = (client["client_id"], client["client_secret"])
        reply = await http.post(f"{provider.issuer}/token", data=form, auth=proof)
    return str(reply.raise_for_status().json()["id_token"])
