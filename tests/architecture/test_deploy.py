"""What `docker-compose.yml` and `deploy/` promise."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.settings import Settings
from shared.web.streaming import HEARTBEAT_SECONDS

ROOT = Path(__file__).parents[2]
SERVICES = ("partners", "scheduling", "assessment", "notifications")
PROCESSES = ("migrate", "api", "worker")
OURS = [f"{service}-{process}" for service in SERVICES for process in PROCESSES]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, Any] = COMPOSE["services"]


def read(path: str) -> str:
    return (ROOT / path).read_text()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_migrated_then_served_and_worked(service: str) -> None:
    migrate, api, worker = (CONTAINERS[f"{service}-{process}"] for process in PROCESSES)
    assert migrate["command"] == ["migrate", service]
    assert api["command"] == ["run", service, "--only", "api"]
    assert worker["command"] == ["run", service, "--only", "worker"]
    for container in (api, worker):
        assert container["depends_on"][f"{service}-migrate"] == {"condition": "service_completed_successfully"}
    assert migrate["depends_on"]["postgres"] == worker["depends_on"]["nats"] == {"condition": "service_healthy"}
    assert "/readyz" in api["healthcheck"]["test"][-1]
    assert {container["build"]["args"]["SERVICE"] for container in (migrate, api, worker)} == {service}


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_do_no_more_than_it_must(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["tmpfs"][0].startswith("/tmp")
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", container["user"])
    assert container["restart"] == ("no" if name.endswith("-migrate") else "unless-stopped")
    assert "ports" not in container


@pytest.mark.parametrize("name", OURS)
def test_every_variable_a_container_gets_is_a_setting(name: str) -> None:
    variables = set(CONTAINERS[name]["environment"])
    known = {field.upper() for field in Settings.model_fields} - {"SERVICE"}
    assert {variable for variable in variables if not variable.startswith("OTEL_")} <= known
    assert ("OWNER_DATABASE_URL" in variables) == name.endswith("-migrate")


def test_tokens_carry_the_outside_address_and_keys_are_read_inside() -> None:
    for name in OURS:
        if not name.endswith("-migrate"):
            environment = CONTAINERS[name]["environment"]
            assert environment["ISSUER"].endswith("}/partners")
            assert environment["JWKS_URL"] == "http://partners-api:8000/.well-known/jwks.json"


def test_every_variable_of_compose_is_explained_and_no_secret_has_a_default() -> None:
    text = read("docker-compose.yml")
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) == explained
    secrets = re.findall(r"\$\{[A-Z_]*(?:PASSWORD|SECRET)[^}]*", text)
    assert secrets
    assert [secret for secret in secrets if ":?" not in secret] == []


def test_evidence_files_lie_on_a_volume_that_api_and_worker_of_scheduling_share() -> None:
    sharing = {name for name in OURS if "files:/files" in CONTAINERS[name].get("volumes", [])}
    assert sharing == {"scheduling-api", "scheduling-worker"}
    assert all(CONTAINERS[name]["environment"]["FILES_DIR"] == "/files" for name in sharing)
    assert "install -d -o 10001 -g 10001 -m 700 /files" in read("deploy/Dockerfile")
    assert "files" in COMPOSE["volumes"]


def test_every_mounted_file_is_here() -> None:
    mounts = [volume for container in CONTAINERS.values() for volume in container.get("volumes", [])]
    files = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_postgres_starts_with_the_bootstrap_of_the_local_stack() -> None:
    assert r"\i /bootstrap/bootstrap.sql" in read("deploy/postgres/init.sh")
    assert "./deploy/postgres/bootstrap.sql:/bootstrap/bootstrap.sql:ro" in CONTAINERS["postgres"]["volumes"]
    assert CONTAINERS["postgres"]["image"] == "postgres:18"


@pytest.mark.parametrize("setting", ["sync_interval", "max_payload"])
def test_the_broker_is_set_as_in_the_local_stack(setting: str) -> None:
    def value(text: str) -> str:
        found = re.search(rf"{setting}: (\w+)", text)
        assert found
        return found[1]

    assert value(read("deploy/nats/nats.conf")) == value(read("shared/testing/servers.py"))


def test_an_image_holds_one_service_and_no_servers_for_tests() -> None:
    lines = read("deploy/Dockerfile").splitlines()
    assert [line for line in lines if line.startswith(("COPY", "ADD"))] == [
        "COPY requirements.txt ./",
        "COPY throughline ./",
        "COPY shared shared",
        "COPY services/__init__.py services/",
        "COPY services/${SERVICE} services/${SERVICE}",
    ]
    assert any(line.startswith("USER 10001") for line in lines)
    ignored = read("deploy/Dockerfile.dockerignore").splitlines()
    assert ignored[0] == "*"
    assert "shared/testing" in ignored
    assert not any(line.startswith("!deploy") for line in ignored)


@pytest.mark.parametrize("file", ["deploy/Dockerfile", "deploy/install.sh"])
def test_only_what_the_locks_hold_is_installed(file: str) -> None:
    """Without `--no-deps` pip looks for what extras need among the newest releases, and stops at the first that no lock pins."""
    installs = [line for line in read(file).splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes --no-deps" in line for line in installs)


def test_the_locks_hold_all_that_their_packages_need() -> None:
    said = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


def test_the_gateway_keeps_metrics_inside_and_takes_whole_uploads() -> None:
    routes = read("deploy/gateway/routes.conf")
    assert not re.search(r"^\s*location[^{]*metrics", routes, re.MULTILINE)
    assert "proxy_request_buffering off" in routes
    limits = [int(size) * 2**20 for size in re.findall(r"client_max_body_size (\d+)m", routes)]
    fields = Settings.model_fields
    assert min(limits) >= fields["max_body_bytes"].default
    assert max(limits) >= fields["max_upload_bytes"].default
    (files,) = re.findall(r"/files\(.*?client_max_body_size (\d+)m", routes, re.DOTALL)
    assert int(files) * 2**20 >= fields["max_file_bytes"].default
    assert re.search(r"location /partners/scim/v2/ \{[^}]*proxy_pass", routes), (
        "identity providers come in by the gateway"
    )
    upstreams = re.findall(r"server (\S+):8000 resolve", read("deploy/gateway/nginx.conf"))
    assert upstreams == [f"{service}-api" for service in SERVICES]


def test_the_gateway_lets_the_page_of_calls_through_with_all_it_loads() -> None:
    (form,) = re.findall(r"location ~ (\^/\(\?<room>\S+) \{", read("deploy/gateway/routes.conf"))
    passes = re.compile(form.replace("(?<", "(?P<"))
    for service in SERVICES:
        for path in ("docs", "docs/start.js", "docs/swagger-ui.js", "docs/swagger-ui.css", "openapi.json"):
            assert passes.search(f"/{service}/{path}"), path
        assert not passes.search(f"/{service}/docsx")
        assert not passes.search(f"/{service}/metrics")


def test_the_gateway_lets_the_live_stream_through_at_once() -> None:
    found = re.search(r"location = /notifications/v1/stream \{(.*?)\n\}", read("deploy/gateway/routes.conf"), re.DOTALL)
    assert found
    assert "proxy_buffering off;" in found[1]
    waits = re.search(r"proxy_read_timeout (\d+)s;", found[1])
    assert waits
    assert int(waits[1]) > 2 * HEARTBEAT_SECONDS


def test_alerts_speak_of_metrics_there_are() -> None:
    known = set(re.findall(r'"(throughline_\w+)"', read("shared/telemetry.py")))
    groups = yaml.safe_load(read("deploy/observability/alerts.yml"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    used = {name for rule in rules for name in re.findall(r"throughline_\w+", rule["expr"])}
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in used} <= known
    for rule in rules:
        runbook = rule["annotations"].get("runbook")
        assert runbook is None or (ROOT / runbook).is_file()


def test_every_setting_is_in_the_guide_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| .* \| (.+) \|$", read("docs/guides/operations.md"), re.MULTILINE))
    assert set(rows) == {field.upper() for field in Settings.model_fields} - {"SERVICE"}
    for name, field in Settings.model_fields.items():
        if not field.is_required() and name != "jwks_url":
            default = field.default
            shown = ",".join(map(str, default)) if isinstance(default, tuple) else str(default)
            shown = shown.lower() if isinstance(default, bool) else shown
            assert rows[name.upper()].strip("`") == (shown or "empty"), name


def test_images_are_named_without_a_registry() -> None:
    images = [container["image"] for container in CONTAINERS.values()]
    images += re.findall(r"^FROM (\S+)", read("deploy/Dockerfile"), re.MULTILINE)
    for image in images:
        first, slash, _ = image.partition("/")
        assert not slash or not set(first) & {".", ":"}, image
    deployed = (path for path in (ROOT / "deploy").rglob("*") if path.is_file())
    assert [path for path in deployed if "index-url" in path.read_text(errors="ignore")] == []
