"""The picture of the house is the code: sizes, purity, permissions, isolation, privacy."""

import ast
import fnmatch
from importlib import import_module
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

import services
from shared.auth.scopes import SCOPES
from shared.db.base import tables_of
from shared.errors import Conflict, NoSuchStaff, Refusal, breach_of
from shared.rooms import Rooms, rooms_of
from shared.settings import Settings
from shared.testing.servers import SERVICES
from shared.web.openapi import permission, routes_of, usual
from shared.web.requires import ANY_SCOPE

ROOT = Path(services.__file__).parents[1]
CODE = [
    path
    for folder in ("services", "shared", "deploy")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
IMPURE = ("shared.db", "shared.context.context")
IO = {"sqlalchemy", "asyncpg", "httpx", "nats", "fastapi", "aiosmtplib", "starlette"}
PUBLIC = {
    "check_alive",
    "check_ready",
    "read_metrics",
    "read_docs",
    "read_docs_start",
    "read_docs_swagger_ui",
    "read_docs_swagger_ui_style",
    "read_docs_favicon",
    "issue_token",
    "revoke_token",
    "introspect_token",
    "read_published_keys",
    "read_authorization_server",
    "read_identity_provider_key",
    "unsubscribe",
    "show_unsubscribe",
    "show_answer",
    "give_answer",
    "read_feed",
    "peek_feed",
    "begin_sign_in",
    "finish_sign_in",
    "sign_out",
    "post_sign_out",
    "finish_sign_out",
    "hear_of_logout",
    "issue_session_token",
    "read_session",
    "end_session",
}
#: What tells callers of themselves alone: any token opens it.
OF_THEMSELVES = {"read_me", "read_texts", "create_tickets"}
#: Scopes of endpoints that clients come to without a token.
ASKED_ELSEWHERE = {"tokens:introspect"}
#: Tables that belong to no district.
SHARED_TABLES = {"signing_keys", "failed_sign_ins"}


def routes(service: str) -> list[APIRoute]:
    """A service's routes."""
    settings = Settings(service=service, database_url="postgresql://nowhere/none", secret_key="none")
    return list(routes_of(import_module(f"services.{service}.app").build(settings)))


ROUTES = [(service, route) for service in SERVICES for route in routes(service)]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_thing(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize(
    "path", [path for path in CODE if path.name == "rules.py"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_rules_are_pure(path: Path) -> None:
    assert impure(path.read_text()) == set()


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_kernel_commits(path: Path) -> None:
    assert path.relative_to(ROOT).parts[0] != "services" or committing(path.read_text()) == []


def impure(text: str) -> set[str]:
    """What of the outside a module imports."""
    nodes = [*ast.walk(ast.parse(text))]
    names = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in names if name.partition(".")[0] in IO or name.startswith(IMPURE)}


def committing(text: str) -> list[int]:
    """The lines of a module that end a transaction."""
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)]
    return [node.lineno for node in found if node.attr in ("commit", "rollback")]


def test_what_the_gates_look_for_they_see() -> None:
    assert impure("import math\nfrom shared.db.engine import Database\nimport asyncpg.pool\n") == {
        *("shared.db.engine", "asyncpg.pool")
    }
    assert committing("async def work(ctx):\n    await ctx.session.commit()\n") == [2]


def test_there_is_something_to_look_at() -> None:
    assert len(CODE) >= 300
    assert len([path for path in CODE if path.name == "rules.py"]) >= 20
    assert {path.relative_to(ROOT).parts[1] for path in CODE if path.relative_to(ROOT).parts[0] == "services"} >= {
        *SERVICES
    }
    assert len(ROUTES) >= 200


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=lambda value: getattr(value, "name", value))
def test_a_route_has_a_permission_a_name_and_its_refusals(service: str, route: APIRoute) -> None:
    has_door, scope = permission(route)
    assert has_door
    assert scope is not None or route.name in PUBLIC, "a route without a scope must be listed as public"
    assert scope in SCOPES or scope is None or route.name in OF_THEMSELVES, (
        "the district's first client could not hand it on"
    )
    if route.include_in_schema:
        assert route.responses, "list the refusals"
        assert route.endpoint.__doc__


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=lambda value: getattr(value, "name", value))
def test_a_route_does_not_list_what_follows_from_its_shape(service: str, route: APIRoute) -> None:
    listed = [one.code for one in usual(route) if f"`{one.code}`" in str(route.responses.get(one.status))]
    assert listed == []


def test_every_scope_is_asked_for_by_a_door() -> None:
    asked = {permission(route)[1] for _, route in ROUTES}
    assert {route.name for _, route in ROUTES if permission(route)[1] == ANY_SCOPE} == OF_THEMSELVES
    assert SCOPES.keys() - asked == ASKED_ELSEWHERE


@pytest.mark.parametrize("service", SERVICES)
def test_operation_ids_are_unique_and_short(service: str) -> None:
    names = [route.name for owner, route in ROUTES if owner == service]
    assert len(names) >= 20
    assert len(names) == len(set(names))
    assert all(len(name) <= 40 for name in names)


@pytest.mark.parametrize("service", SERVICES)
def test_a_tenant_tables_key_starts_with_the_district(service: str) -> None:
    rooms_of(service).load_tables()
    tables = [table for table in tables_of(service) if table.name not in {*SHARED_TABLES, "dead_letters"}]
    assert len(tables) >= 8
    for table in tables:
        assert next(iter(table.primary_key.columns)).name == "district_id", table.name
        for key in table.foreign_key_constraints:
            assert "district_id" in key.column_keys, f"{table.name} → {key.referred_table.name}"


def test_a_table_stands_in_a_file_that_is_always_read() -> None:
    paths = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
    tables = {str(path.relative_to(ROOT)) for path in paths if "    __tablename__ = " in path.read_text()}
    assert len(tables) >= 60
    assert {path for path in tables if not path.endswith("/tables.py")} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_same_files_as_every_other(service: str) -> None:
    files = {path.name for path in (ROOT / "services" / service).iterdir() if path.is_file()}
    assert files == {
        *("__init__.py", "README.md", "app.py", "consumers.py", "permissions.py", "references.py", "rooms.py"),
        "worker.py",
        "recorded.json",
    }


def rooms_in(folder: Path) -> set[str]:
    """The folders of code below a service's wings, as `wing.room`."""
    found = {path.parent.relative_to(folder) for path in folder.rglob("*.py")}
    return {
        ".".join(path.parts) for path in found if path.parts and path.parts[0] != "migrations" and len(path.parts) != 1
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_names_each_of_its_rooms_once(service: str) -> None:
    names = rooms_of(service).names
    assert len(names) >= 6
    assert len(names) == len(set(names))
    assert set(names) == rooms_in(ROOT / "services" / service)


def test_a_room_that_is_not_named_is_seen_and_one_that_is_not_there(tmp_path: Path) -> None:
    for path in (
        "__init__.py",
        "work/__init__.py",
        "work/tasks/__init__.py",
        "work/tasks/routes.py",
        "migrations/env.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert rooms_in(tmp_path) == {"work.tasks"}
    with pytest.raises(ModuleNotFoundError):
        list(Rooms("services.scheduling", "work.nothing").files("routes"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_wing_says_what_it_is(service: str) -> None:
    wings = sorted({name.partition(".")[0] for name in rooms_of(service).names})
    silent = [wing for wing in wings if not (import_module(f"services.{service}.{wing}").__doc__ or "").endswith(".")]
    assert len(wings) >= 3
    assert silent == []


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_room_has_is_found(service: str) -> None:
    rooms = rooms_of(service)
    assert len(rooms.routers()) >= 6
    assert len(rooms.events()) >= 8
    assert {kind.type.partition(".")[0] for kind in rooms.events()} == {service}


def test_what_a_refusal_is_the_breach_of_is_a_constraint_of_some_table() -> None:
    known = set()
    for service in SERVICES:
        list(rooms_of(service).files("errors"))
        rooms_of(service).load_tables()
        known |= {str(one.name) for table in tables_of(service) for one in (*table.constraints, *table.indexes)}
    named = {name for name, kind in Refusal.by_constraint.items() if kind.__module__.startswith(("services", "shared"))}
    assert len(named) >= 20
    assert [name for name in sorted(named) if not fnmatch.filter(known, name)] == []


def test_a_constraint_is_the_breach_of_one_refusal() -> None:
    assert breach_of("uq_schools_local_code").code == "local_code_taken"
    assert breach_of("fk_role_assignments_staff") is breach_of("fk_of_any_table_staff") is NoSuchStaff
    assert breach_of("uq_nobody_said_how") is Conflict
    with pytest.raises(TypeError, match="two refusals"):
        type("Again", (Refusal,), {"constraints": ("uq_schools_local_code",)})
