"""Where partners' code makes or changes a row that opens something, and whether the one decision is asked on the way there."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTNERS = ROOT / "services/partners"
#: The rows, and the tables they lie in.
OPENING = {
    "RoleAssignmentRow": "role_assignments",
    "IdentityRow": "identities",
    "ClaimRuleRow": "claim_rules",
    "ClientRow": "clients",
    "ClientSecretRow": "client_secrets",
    "PartyRow": "parties",
    "ConsentRow": "consents",
    "RosterRolesRow": "let_roster_roles",
    "RoleRow": "roles",
}
#: The decision; its arithmetic is `verdict`, for doors where many rows are weighed at once.
DECISION = "services.partners.directory.roles.granting"
WRITING = ("insert into ", "update ")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Known:
    """A function of partners: what it calls, as `module::name`, and whether it writes an opening row."""

    calls: set[str] = field(default_factory=set)
    writes: bool = False


def sources() -> dict[str, str]:
    """The text of every module of partners but its migrations, by the module's name."""
    found = {}
    for path in sorted(PARTNERS.rglob("*.py")):
        if "versions" not in path.parts:
            found[".".join(path.relative_to(ROOT).with_suffix("").parts)] = path.read_text()
    return found


def undecided(texts: Mapping[str, str], asked: str = "decide") -> set[str]:
    """The functions that write an opening row and by which somebody gets there past the decision, as `module::name`."""
    known = _functions(texts)
    asks = _asking(known, f"{DECISION}::{asked}")
    callers: dict[str, set[str]] = {name: set() for name in known}
    for name, function in known.items():
        for called in function.calls & known.keys():
            callers[called].add(name)

    def held(name: str, seen: frozenset[str]) -> bool:
        """Does it ask, or whoever calls it?"""
        if name in asks:
            return True
        by = callers[name] - seen
        return bool(by) and all(held(one, seen | {name}) for one in by)

    return {name for name, function in known.items() if function.writes and not held(name, frozenset())}


def writing(texts: Mapping[str, str]) -> set[str]:
    """All functions that write an opening row."""
    return {name for name, function in _functions(texts).items() if function.writes}


def _asking(known: Mapping[str, Known], decision: str) -> set[str]:
    """Those that ask the decision, themselves or by what they call."""
    asks = {decision}
    while True:
        more = {name for name, function in known.items() if function.calls & asks} - asks
        if not more:
            return asks
        asks |= more


def _functions(texts: Mapping[str, str]) -> dict[str, Known]:
    trees = {module: _tree(text) for module, text in texts.items()}
    getters = {
        f"{module}::{function.name}": row
        for module, tree in trees.items()
        for function in _defined(tree)
        for row in OPENING
        if function.returns is not None and row in ast.unparse(function.returns)
    }
    found = {}
    for module, tree in trees.items():
        names = _imported(tree, texts)
        own = {function.name for function in _defined(tree)}
        for function in _defined(tree):
            calls = {called for node in ast.walk(function) if (called := _called(node, module, own, names))}
            found[f"{module}::{function.name}"] = Known(calls, _writes(function, calls & getters.keys()))
    return found


def _writes(function: Function, got: set[str]) -> bool:
    nodes = list(ast.walk(function))
    holds = bool(got) or any(_takes_row(node) for node in nodes)
    return any(_makes(node) for node in nodes) or (holds and any(_changes(node) for node in nodes))


def _makes(node: ast.AST) -> bool:
    """Does it make a row, or write many by one statement?"""
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in OPENING:
            return True
        case ast.Call(func=ast.Name(id=name), args=args) if name in ("update", "insert", "upsert_changed"):
            return any(isinstance(arg, ast.Name) and arg.id in OPENING for arg in args)
        case ast.Constant(value=str(text)):
            said = " ".join(text.lower().split())
            return any(f"{verb}{table} " in f"{said} " for verb in WRITING for table in OPENING.values())
    return False


def _takes_row(node: ast.AST) -> bool:
    """Is a row handed in, or loaded by its class?"""
    match node:
        case ast.arg(annotation=ast.expr() as kind):
            return any(isinstance(part, ast.Name) and part.id in OPENING for part in ast.walk(kind))
        case ast.Call(func=ast.Attribute(attr=name), args=args) if name in ("get", "find", "row", "rows"):
            return any(isinstance(arg, ast.Name) and arg.id in OPENING for arg in args)
    return False


def _changes(node: ast.AST) -> bool:
    """Does it set something on a row?"""
    match node:
        case ast.Assign(targets=targets):
            parts = [part for target in targets for part in ast.walk(target)]
            return any(isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) for part in parts)
        case ast.Call(func=ast.Name(id="setattr")) | ast.Call(func=ast.Attribute(attr="apply")):
            return True
    return False


def _called(node: ast.AST, module: str, own: set[str], names: Mapping[str, str]) -> str | None:
    """What a name or `module.name` leads to, called or handed on."""
    match node:
        case ast.Name(id=name) if name in own:
            return f"{module}::{name}"
        case ast.Name(id=name) if "::" in names.get(name, ""):
            return names[name]
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in names and "::" not in names[name]:
            return f"{names[name]}::{attribute}"
    return None


def _imported(tree: ast.Module, texts: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("services.partners"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = whole if whole in texts else f"{node.module}::{alias.name}"
    return found


def _defined(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)
