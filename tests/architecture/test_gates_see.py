"""The gates themselves: with one fault planted, each sees it. A gate that looks past what it guards is worse than none."""

import copy
import tomllib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from tests.architecture import test_deploy as deployed
from tests.deploy import test_guides as guides

ROOT = Path(__file__).parents[2]
IMPORTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
KINDS: dict[str, Callable[..., Contract]] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "independence": IndependenceContract,
    "layers": LayersContract,
}
#: For each contract, imports that break it: straight, or by way of a module in between.
BREAKS: dict[str, list[list[str]]] = {
    "Services do not know each other": [
        ["services.partners.directory.roles.service", "services.scheduling.work.tasks.service"],
        ["services.notifications.worker", "services.assessment.rooms"],
    ],
    "The kernel knows no service": [
        ["shared.context.context", "services.partners.directory.roles.rules"],
        ["shared.clock", "deploy.contracts"],
    ],
    "Services know nothing of how they are deployed or tested": [
        ["services.partners.app", "deploy.local.stack"],
        ["services.scheduling.worker", "shared.testing.calls"],
        ["services.scheduling.worker", "shared.ids", "shared.testing.calls"],
    ],
    "The kernel serves without its test helpers": [["shared.web.app", "shared.testing.calls"]],
    "The kernel stands on floors: each knows only what is below it": [
        ["shared.db.engine", "shared.context.context"],
        ["shared.context.context", "shared.web.app"],
    ],
    "The wings of assessment: each knows only those below it": [
        ["services.assessment.privacy.disclosures.service", "services.assessment.support.caseloads.service"],
        ["services.assessment.roster.students.service", "services.assessment.measures.instruments.service"],
    ],
    "The wings of notifications: each knows only those below it": [
        ["services.notifications.recipients.preferences.service", "services.notifications.messages.messages.service"],
    ],
    "The wings of partners: each knows only those below it": [
        ["services.partners.directory.staff.service", "services.partners.access.sign_ins.repository"],
        ["services.partners.privacy.parties.repository", "services.partners.access.clients.tables"],
        ["services.partners.revocation.sessions.repository", "services.partners.directory.staff.tables"],
    ],
    "Within a wing of partners a room knows only those below it": [
        ["services.partners.access.tokens.issuing", "services.partners.access.sign_ins.repository"],
        ["services.partners.access.claim_rules.errors", "services.partners.access.identity_providers.errors"],
        ["services.partners.directory.covers.repository", "services.partners.directory.roles.repository"],
        ["services.partners.revocation.ended_access.service", "services.partners.revocation.sessions.service"],
    ],
    "The wings of scheduling: each knows only those below it": [
        ["services.scheduling.calendar.calendars.service", "services.scheduling.work.changes.service"],
        ["services.scheduling.planning.plans.service", "services.scheduling.publication.publishing.service"],
        ["services.scheduling.year.corrections.service", "services.scheduling.publication.preview_figures.computing"],
        ["services.scheduling.work.tasks.service", "services.scheduling.views.my_day.service"],
    ],
    "No ring between a service's wings, between the rooms of a wing, nor between the files of a room": [
        ["services.scheduling.planning.plans.rules", "services.scheduling.year.corrections.rules"],
        ["services.scheduling.work.tasks.service", "services.scheduling.work.barriers.rules"],
        ["services.scheduling.work.tasks.tables", "services.scheduling.work.handovers.errors"],
        ["services.scheduling.work.tasks.tables", "services.scheduling.work.tasks.repository"],
    ],
    "routes → service → repository → tables: never back": [
        ["services.partners.directory.roles.tables", "services.partners.directory.roles.repository"],
        [
            "services.partners.directory.roles.tables",
            "services.partners.directory.roles.rules",
            "services.partners.directory.roles.service",
        ],
    ],
    "A repository knows no use case and no route": [
        ["services.scheduling.work.tasks.repository", "services.scheduling.planning.plans.service"],
        ["services.scheduling.work.tasks.repository", "services.scheduling.work.tasks.routes"],
    ],
    "A use case knows no route": [
        ["services.assessment.roster.students.service", "services.assessment.roster.students.routes"]
    ],
}


def keeps(graph: grimp.ImportGraph, name: str) -> bool:
    """Does the code keep a contract?"""
    configuration.configure()
    (wish,) = [contract for contract in IMPORTS["contracts"] if contract["name"] == name]
    # The linter's own reader hands numbers and truths on as words.
    options = {
        option: value if isinstance(value, list) else str(value)
        for option, value in wish.items()
        if option not in ("name", "type")
    }
    contract = KINDS[wish["type"]](name, {"root_packages": IMPORTS["root_packages"]}, options)
    return bool(contract.check(graph, verbose=False).kept)


def test_every_contract_of_imports_sees_who_breaks_it() -> None:
    graph = grimp.build_graph(*IMPORTS["root_packages"], cache_dir=None)
    assert {contract["name"] for contract in IMPORTS["contracts"]} == BREAKS.keys()
    for name, ways in BREAKS.items():
        assert keeps(graph, name), name
        for way in ways:
            broken = copy.deepcopy(graph)
            for importer, imported in pairwise(way):
                assert {importer, imported} <= broken.modules, way
                broken.add_import(importer=importer, imported=imported)
            assert not keeps(broken, name), way


#: Of a guide in which all is so.
START = "# A guide\n\n`GET /v1/schools` needs `directory:read`.\n\n| 412 | `stale` | read again |\n"


@pytest.mark.parametrize(
    ("gate", "line"),
    [
        (guides.test_every_path_a_guide_names_is_a_route, "Ask `GET /v1/nowhere`."),
        (guides.test_every_path_a_guide_names_is_a_route, "```sh\ncurl $PARTNERS/oauth/nothing\n```"),
        (guides.test_every_scope_a_guide_names_exists, "It needs `spaceships:read`."),
        (guides.test_every_code_and_field_a_guide_names_stands_in_the_code, "You get `never_heard_of_it`."),
        (guides.test_every_event_a_guide_names_is_published, "Listen to `partners.moon.landed`."),
        (guides.test_every_setting_a_guide_names_is_read, "Set `NO_SUCH_SETTING`."),
        (guides.test_every_link_of_a_guide_leads_somewhere, "Read [this](nowhere.md)."),
        (guides.test_every_link_of_a_guide_leads_somewhere, "Read [this](#nowhere)."),
        (guides.test_a_code_in_a_table_stands_beside_its_own_status, "| 403 | `stale` | x |"),
    ],
)
def test_a_guides_check_sees_what_is_not_so(gate: Callable[[Path], None], line: str, tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(START)
    gate(guide)
    guide.write_text(f"{START}{line}\n")
    with pytest.raises(AssertionError):
        gate(guide)


API = "partners-api"


def changed(*path: str, to: Any) -> Callable[[dict[str, Any]], None]:
    """Put something else into a container of compose."""

    def change(containers: dict[str, Any]) -> None:
        inside: Any = containers[API]
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("gate", "change"),
    [
        ("a_service_is_migrated_then_served_and_worked", changed("command", to=["run", "partners"])),
        ("a_service_is_migrated_then_served_and_worked", changed("depends_on", "partners-migrate", to={})),
        ("a_container_of_ours_can_do_no_more_than_it_must", changed("read_only", to=False)),
        ("a_container_of_ours_can_do_no_more_than_it_must", changed("cap_drop", to=[])),
        ("a_container_of_ours_can_do_no_more_than_it_must", changed("security_opt", to=[])),
        ("a_container_of_ours_can_do_no_more_than_it_must", changed("user", to="0:0")),
        ("a_container_of_ours_can_do_no_more_than_it_must", changed("ports", to=["8000:8000"])),
        ("every_variable_a_container_gets_is_a_setting", changed("environment", "NO_SUCH_SETTING", to="x")),
        ("every_variable_a_container_gets_is_a_setting", changed("environment", "OWNER_DATABASE_URL", to="x")),
        ("tokens_carry_the_outside_address_and_keys_are_read_inside", changed("environment", "ISSUER", to="http://x")),
        (
            "evidence_files_lie_on_a_volume_that_api_and_worker_of_scheduling_share",
            changed("volumes", to=["files:/files"]),
        ),
        ("every_mounted_file_is_here", changed("volumes", to=["./deploy/nowhere.conf:/x:ro"])),
        ("images_are_named_without_a_registry", changed("image", to="registry.example.org/x")),
    ],
)
def test_a_gate_of_compose_sees_what_was_loosened(
    gate: str, change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    containers = copy.deepcopy(deployed.CONTAINERS)
    change(containers)
    monkeypatch.setattr(deployed, "CONTAINERS", containers)
    test = getattr(deployed, f"test_{gate}")
    given = {"service": "partners", "name": API}
    names = test.__code__.co_varnames[: test.__code__.co_argcount]
    with pytest.raises(AssertionError):
        test(**{name: given[name] for name in names})


@pytest.mark.parametrize(
    ("gate", "file", "old", "new"),
    [
        (
            "every_variable_of_compose_is_explained_and_no_secret_has_a_default",
            "docker-compose.yml",
            "PASSWORD:?",
            "PASSWORD:-x?",
        ),
        ("every_variable_of_compose_is_explained_and_no_secret_has_a_default", ".env.example", "PASSWORD=", "PASS="),
        ("an_image_holds_one_service_and_no_servers_for_tests", "deploy/Dockerfile", "COPY shared shared", "COPY . ."),
        ("an_image_holds_one_service_and_no_servers_for_tests", "deploy/Dockerfile", "USER 10001", "USER 0"),
        (
            "an_image_holds_one_service_and_no_servers_for_tests",
            "deploy/Dockerfile.dockerignore",
            "shared/testing",
            "x",
        ),
        (
            "the_gateway_keeps_metrics_inside_and_takes_whole_uploads",
            "deploy/gateway/routes.conf",
            "proxy_request_buffering off",
            "",
        ),
        ("the_gateway_lets_the_live_stream_through_at_once", "deploy/gateway/routes.conf", "proxy_buffering off;", ""),
        ("alerts_speak_of_metrics_there_are", "deploy/observability/alerts.yml", "throughline_", "throughline_no_"),
        ("postgres_starts_with_the_bootstrap_of_the_local_stack", "deploy/postgres/init.sh", "bootstrap.sql", "x.sql"),
    ],
)
def test_a_gate_of_deployment_reads_what_it_speaks_of(
    gate: str, file: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = deployed.read(file)
    assert old in text
    monkeypatch.setattr(
        deployed, "read", lambda path: text.replace(old, new) if path == file else (ROOT / path).read_text()
    )
    with pytest.raises(AssertionError):
        getattr(deployed, f"test_{gate}")()
