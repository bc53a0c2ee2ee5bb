"""Where the product's code does something that can be told from its text: the functions, by file and name."""

import ast
import re
from collections.abc import Callable, Iterator
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
        made = {path: _constants(tree, does, _imported(tree, made)) for path, tree in _modules()}
    found = set()
    for path, tree in _modules():
        named = made[path] | _imported(tree, made)
        for name, own in _contents(path):
            if any(name_of(node) in named for node in own) or any(do(node) for node in own for do in does):
                found.add(f"{path}::{name}")
    return found


@cache
def _contents(path: str) -> list[tuple[str, list[ast.AST]]]:
    """The functions of a module, each with all that stands in it."""
    return [(name, list(_own(function))) for name, function in _functions(dict(_modules())[path])]


def _imported(tree: ast.Module, made: dict[str, set[str]]) -> set[str]:
    """The names a module has for other modules' texts: `NAME`, or `module.NAME`."""
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module:
            folder = statement.module.replace(".", "/")
            for alias in statement.names:
                name = alias.asname or alias.name
                if alias.name in made.get(f"{folder}.py", ()):
                    found.add(name)
                found |= {f"{name}.{text}" for text in made.get(f"{folder}/{alias.name}.py", ())}
    return found


@cache
def _modules() -> list[tuple[str, ast.Module]]:
    paths = [path for folder in ("shared", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for path in paths
        if not {"versions", "testing"} & set(path.parts)
    ]


def _constants(tree: ast.Module, does: tuple[Does, ...], imported: set[str]) -> set[str]:
    """Names a module gives to texts that do one of these, and to what is made of them."""
    found: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            inside = list(ast.walk(statement.value))
            known = found | imported
            uses = any(name_of(node) in known for node in inside)
            if uses or any(do(node) for node in inside for do in does):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                found |= {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
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
