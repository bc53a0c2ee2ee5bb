"""Where the product's code does something that can be told from its text: the functions, by file and name."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
Does = Callable[[ast.AST], bool]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(node: ast.AST) -> str:
    """`name`, or `module.name`, as it is written; nothing of other code."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute(value=ast.Name() as module):
            return f"{module.id}.{node.attr}"
    return ""


def says(pattern: str) -> Does:
    """Has a text (of SQL) this in it?"""
    form = re.compile(pattern, re.IGNORECASE)
    return lambda node: isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(form.search(node.value))


def calls(*names: str) -> Does:
    """Is it a call of one of these, however it was imported?"""
    return lambda node: isinstance(node, ast.Call) and ast.unparse(node.func).endswith(names)


def passes(argument: str) -> Does:
    """Is it a call with this argument, as it is written?"""
    name, _, value = argument.partition("=")
    return lambda node: (
        isinstance(node, ast.Call)
        and any(keyword.arg == name and ast.unparse(keyword.value) == value for keyword in node.keywords)
    )


def sites(*does: Does) -> set[str]:
    """`path::function` of each function that does one of these itself or uses a text, of any module, that does."""
    made: dict[str, set[str]] = {}
    # Texts are made of other modules' texts: twice reaches whatever one module in between has made of them.
    for _ in range(2):
        made = {path: _constants(path, does, _imported(path, made)) for path in _modules()}
    found = set()
    for path in _modules():
        named = made[path] | _imported(path, made)
        for name, inside in _contents(path):
            if not named.isdisjoint(inside.names) or inside.any_does(does):
                found.add(f"{path}::{name}")
    return found


@dataclass(frozen=True)
class Inside:
    """What stands in a piece of code: the names it says, and all that can be asked whether it does something."""

    names: frozenset[str]
    acts: tuple[ast.AST, ...]

    @classmethod
    def of(cls, nodes: Iterable[ast.AST]) -> "Inside":
        """Look once, for every question."""
        listed = list(nodes)
        acts = tuple(node for node in listed if isinstance(node, ast.Call | ast.Constant))
        return cls(frozenset(map(name_of, listed)) - {""}, acts)

    def any_does(self, does: tuple[Does, ...]) -> bool:
        """Does any of it do one of these?"""
        return any(do(node) for node in self.acts for do in does)


@cache
def _contents(path: str) -> list[tuple[str, Inside]]:
    """The functions of a module, each with all that stands in it."""
    return [(name, Inside.of(_own(function))) for name, function in _functions(_modules()[path])]


@cache
def _imports(path: str) -> list[tuple[str, str, str]]:
    """What a module imports by name: from which folder, what, as what."""
    return [
        (statement.module.replace(".", "/"), alias.name, alias.asname or alias.name)
        for statement in _modules()[path].body
        if isinstance(statement, ast.ImportFrom) and statement.module
        for alias in statement.names
    ]


def _imported(path: str, made: dict[str, set[str]]) -> set[str]:
    """The names a module has for other modules' texts: `NAME`, or `module.NAME`."""
    found: set[str] = set()
    for folder, its_name, name in _imports(path):
        if its_name in made.get(f"{folder}.py", ()):
            found.add(name)
        found |= {f"{name}.{text}" for text in made.get(f"{folder}/{its_name}.py", ())}
    return found


@cache
def _modules() -> dict[str, ast.Module]:
    paths = [path for folder in ("shared", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in paths
        if not {"versions", "testing"} & set(path.parts)
    }


@cache
def _assigned(path: str) -> list[tuple[set[str], Inside]]:
    """The names a module gives to something, each time with what that is."""
    found = []
    for statement in _modules()[path].body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
            found.append((names, Inside.of(ast.walk(statement.value))))
    return found


def _constants(path: str, does: tuple[Does, ...], imported: set[str]) -> set[str]:
    """Names a module gives to texts that do one of these, and to what is made of them."""
    found: set[str] = set()
    for names, inside in _assigned(path):
        if not inside.names.isdisjoint(found | imported) or inside.any_does(does):
            found |= names
    return found


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield prefix + node.name, node
            yield from _functions(node, f"{prefix}{node.name}.<locals>.")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")
        elif not isinstance(node, ast.expr):
            yield from _functions(node, prefix)


def _own(function: Function) -> Iterator[ast.AST]:
    """What stands in a function, without its docstring and the functions in it."""
    waiting: list[ast.AST] = list(function.body)
    if ast.get_docstring(function) is not None:
        waiting.pop(0)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, Function)]
