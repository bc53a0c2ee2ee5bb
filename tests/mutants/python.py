"""Mistakes in Python: a condition turned round, a boundary moved, a guard, a call or a lock forgotten."""

import ast
import re
from collections.abc import Iterator

from tests.mutants.mutant import Edit

COMPARISONS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
#: What hardly anybody could notice, or need not: lines of the log, measurements, when what is written anyway is written.
QUIET = re.compile(
    r"session\.flush\(|\b(log|logger|logs|telemetry|span|metrics|warnings)\.|\.(observe|inc|labels|set_attribute)\("
)
TOLD = re.compile(r"\bemit\w*\(")
AUDITED = re.compile(r"\baudit\w*\(|\brecording\.record\(|\bnote\(")
ALLOWED = re.compile(r"\bPOLICY\b|\brequire\w*\(|not_to_yourself|_check_not_oneself|\bcheck\w*\(|\b_check\w*\(")
PLAIN_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Text:
    """A source and where its nodes stand in it; columns of `ast` count bytes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = [line.encode() for line in source.splitlines(keepends=True)]
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line.decode()))

    def place(self, line: int, column: int) -> int:
        """A position from a line and a column in bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1][:column].decode())

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends."""
        return (
            self.place(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            self.place(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def of(self, node: ast.AST) -> str:
        """A node's text."""
        start, end = self.span(node)
        return self.source[start:end]


def units(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Functions, methods, constants: the pieces of a module that tests can be found by."""

    def within(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.stmt]]:
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from within(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, PLAIN_FUNCTIONS):
                yield prefix + node.name, node
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]
                yield prefix + (names[0] if names else "module"), node
            elif isinstance(node, ast.If | ast.Try | ast.With) and "TYPE_CHECKING" not in ast.dump(node):
                yield f"{prefix}module", node

    yield from within(tree.body, "")


def edits(source: str) -> Iterator[Edit]:
    """Every mistake of these kinds in a module."""
    text = Text(source)
    for unit, node in units(ast.parse(source)):
        if not unit.endswith(("__repr__", "__str__")):
            yield from _within(text, node, unit)


def _within(text: Text, node: ast.AST, unit: str) -> Iterator[Edit]:
    if isinstance(node, ast.Assert | ast.Raise) or (isinstance(node, ast.Expr) and QUIET.search(text.of(node))):
        return
    if isinstance(node, PLAIN_FUNCTIONS):
        parts: list[ast.AST] = list(node.body)
    elif isinstance(node, ast.AnnAssign):
        parts = [node.value] if node.value else []
    else:
        parts = list(ast.iter_child_nodes(node))
    for start, end, new, kind in _of(text, node):
        yield Edit(start, end, new, kind, unit)
    for part in parts:
        yield from _within(text, part, unit)


def _of(text: Text, node: ast.AST) -> Iterator[tuple[int, int, str, str]]:
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Constant):
        start, end = text.span(node.test)
        yield start, end, f"(not ({text.of(node.test)}))", "condition"
        if (
            isinstance(node, ast.If)
            and not node.orelse
            and isinstance(node.body[-1], ast.Raise | ast.Return | ast.Continue)
        ):
            yield start, end, "False", "guard"
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield *text.span(test), "True", "condition"
    elif isinstance(node, ast.BoolOp):
        yield from _operands(text, node)
    elif isinstance(node, ast.Compare):
        yield from _compared(text, node)
    elif isinstance(node, ast.BinOp):
        yield from _reckoned(text, node)
    elif isinstance(node, ast.Expr):
        yield from _statement(text, node)
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        yield *text.span(node.value), str(not node.value.value), "answer"
    elif isinstance(node, ast.Call):
        yield from _called(text, node)


def _operands(text: Text, node: ast.BoolOp) -> Iterator[tuple[int, int, str, str]]:
    word = " and " if isinstance(node.op, ast.And) else " or "
    start, end = text.span(node)
    for left_out in node.values:
        kept = [f"({text.of(one)})" for one in node.values if one is not left_out]
        yield start, end, f"({word.join(kept)})", "operand"


def _compared(text: Text, node: ast.Compare) -> Iterator[tuple[int, int, str, str]]:
    left = node.left
    for op, right in zip(node.ops, node.comparators, strict=True):
        if known := COMPARISONS.get(type(op)):
            from_, to = text.span(left)[1], text.span(right)[0]
            match = re.search(known[0], text.source[from_:to])
            if match and not _is_of_district(text.of(left), text.of(right)):
                yield from_ + match.start(), from_ + match.end(), known[1], "boundary"
        if isinstance(right, ast.Constant) and type(right.value) is int and not isinstance(op, ast.Eq | ast.NotEq):
            yield *text.span(right), str(right.value + 1), "number"
        left = right


def _is_of_district(left: str, right: str) -> bool:
    # Row security and unique ids hold it besides: without it nothing changes.
    return left.endswith("district_id") and right.endswith("district_id")


def _reckoned(text: Text, node: ast.BinOp) -> Iterator[tuple[int, int, str, str]]:
    if isinstance(node.op, ast.Add | ast.Sub):
        sides = [text.of(node.left), text.of(node.right)]
        if any(re.match(r"timedelta\(|\d+$|[A-Z_]+$|.*days\b", side) for side in sides) and '"' not in "".join(sides):
            from_, to = text.span(node.left)[1], text.span(node.right)[0]
            if match := re.search(r"[+-]", text.source[from_:to]):
                new = "-" if match[0] == "+" else "+"
                yield from_ + match.start(), from_ + match.end(), new, "sign"
    elif isinstance(node.op, ast.BitAnd | ast.BitOr) and isinstance(node.left, ast.Compare | ast.BinOp | ast.Call):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if not re.fullmatch(r"\(*[\w.]*district_id == [\w.]*district_id\)*", text.of(one)):
                yield *text.span(node), f"({text.of(other)})", "operand"


def _statement(text: Text, node: ast.Expr) -> Iterator[tuple[int, int, str, str]]:
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    if not isinstance(call, ast.Call):
        return
    said = text.of(call.func) + "("
    for kind, pattern in (("event", TOLD), ("audit", AUDITED), ("permission", ALLOWED)):
        if pattern.search(said):
            yield *text.span(node), "pass", kind
            return
    yield *text.span(node), "pass", "step"


def _called(text: Text, node: ast.Call) -> Iterator[tuple[int, int, str, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for keyword in node.keywords:
        if keyword.arg == "lock" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True:
            yield *text.span(keyword.value), "False", "lock"
    if name == "with_for_update" and isinstance(node.func, ast.Attribute):
        yield *text.span(node), text.of(node.func.value), "lock"
    if name in ("where", "having", "filter") and isinstance(node.func, ast.Attribute):
        for argument in node.args:
            if not re.fullmatch(r"[\w.]*district_id == [\w.]*district_id", text.of(argument)):
                kept = ", ".join(text.of(one) for one in node.args if one is not argument)
                yield text.span(node.args[0])[0], text.span(node.args[-1])[1], kept, "query condition"
    if name in ("and_", "or_") and len(node.args) > 1:
        for argument in node.args:
            kept = ", ".join(text.of(one) for one in node.args if one is not argument)
            yield text.span(node.args[0])[0], text.span(node.args[-1])[1], kept, "query condition"
    if name in ("min", "max") and isinstance(node.func, ast.Name):
        yield *text.span(node.func), {"min": "max", "max": "min"}[name], "opposite"
