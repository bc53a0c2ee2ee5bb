"""A SCIM filter (RFC 7644 §3.4.2.2) as a condition of SQL. Every value and every name in it is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isclass
from typing import Any
from uuid import UUID

from scim2_models import BaseModel, Path
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)

from services.partners.access.scim.errors import InvalidFilter
from services.partners.access.scim.rules import key_of
from shared.texts.words import Words

ORDERS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
MOST_TERMS = 10
MISSING = "('null', '\"\"', '[]', '{}')"


@dataclass(frozen=True)
class Source:
    """Where a resource's attributes lie: jsonb expressions by name, and columns that an `eq` finds by an index."""

    model: type[BaseModel]
    roots: Mapping[str, str]
    indexed: Mapping[str, str]
    #: The jsonb document of all attributes that are not among the roots.
    document: str | None = None


@dataclass
class Condition(FilterVisitor[str]):
    """Writes the SQL of one filter; `arguments` collects what it names."""

    source: Source
    arguments: dict[str, Any] = field(default_factory=dict)
    #: Inside `emails[…]`: the attribute selected from, and the name of its element in the SQL.
    inside: tuple[AttrPath, str] | None = None
    terms: int = 0

    def argument(self, value: Any, kind: str = "text") -> str:
        """A value as an argument of the statement."""
        name = f"f{len(self.arguments)}"
        self.arguments[name] = value
        return f"cast(:{name} as {kind})"

    def visit(self, node: Any) -> str:
        """One part of the filter. Raises `InvalidFilter` when there are too many: each is asked of every row."""
        if isinstance(node, Comparison | Present):
            self.terms += 1
            if self.terms > MOST_TERMS:
                raise InvalidFilter(
                    Words(f"At most {MOST_TERMS} comparisons.", es=f"Como máximo {MOST_TERMS} comparaciones.")
                )
        return str(super().visit(node))

    def visit_not(self, node: Not) -> str:
        """Negation of what is plainly true or false."""
        return f"not {self.visit(node.expr)}"

    def visit_logical_expr(self, node: LogicalExpr) -> str:
        """All of the terms, or any."""
        joined = " and " if node.op == LogicalOperator.and_ else " or "
        return "(" + joined.join(self.visit(term) for term in node.terms) + ")"

    def visit_present(self, node: Present) -> str:
        """Is there a value?"""
        bound = self._bind(node.attr_path)
        if bound is None:
            return "false"
        if bound.is_multivalued and bound.sub_field_name and not self.inside:
            element = self._element()
            held = self._present(f"{element} -> {self.argument(_names(bound)[1])}")
            return f"exists (select from {self._elements(bound)} {element} where {held})"
        return self._present(self._value(bound))

    def visit_value_path(self, node: ValuePath) -> str:
        """Is there an element that satisfies the filter in brackets?"""
        bound = self._bind(node.attr_path)
        if bound is None:
            return "false"
        if self.inside or not bound.is_multivalued or bound.sub_field_name:
            raise InvalidFilter(
                Words(
                    "Brackets select from an attribute with several values.",
                    es="Los corchetes eligen dentro de un atributo con varios valores.",
                )
            )
        element = self._element()
        self.inside = (node.attr_path, element)
        wanted = self.visit(node.val_filter)
        self.inside = None
        return f"exists (select from {self._elements(bound)} {element} where {wanted})"

    def visit_comparison(self, node: Comparison) -> str:
        """One attribute against one value; of several values any, for `ne` none may be equal."""
        bound = self._bind(node.attr_path)
        if (
            bound
            and not self.inside
            and bound.is_multivalued
            and not bound.sub_field_name
            and _is_complex(bound.field_type)
        ):
            path = node.attr_path
            bound = self._bind(AttrPath(path.attr, "value", path.uri))
        if bound is None:
            return "false"
        if _is_complex(bound.target_type):
            raise InvalidFilter(
                Words(f"Compare a part of {node.attr_path}.", es=f"Compare una parte de {node.attr_path}.")
            )
        value = coerce_value(bound, node.value, node.op)
        if not self.inside and node.op == CompareOperator.eq and (by_index := self._indexed(bound, value)):
            return by_index
        if self.inside or not bound.is_multivalued:
            return self._compare(self._value(bound), bound, node.op, value)
        element = self._element()
        held = f"{element} -> {self.argument(_names(bound)[1])}" if bound.sub_field_name else element
        if node.op == CompareOperator.ne:
            same = self._compare(held, bound, CompareOperator.eq, value)
            return f"not exists (select from {self._elements(bound)} {element} where {same})"
        matches = self._compare(held, bound, node.op, value)
        return f"exists (select from {self._elements(bound)} {element} where {matches})"

    def order_of(self, bound: AttributeBinding) -> str:
        """What a list is sorted by: of several values the primary one, else the first."""
        if not bound.is_multivalued:
            held = self._value(bound)
        else:
            element = self._element()
            part = f"{element} -> {self.argument(_names(bound)[1])}" if bound.sub_field_name else element
            held = (
                f"(select {part} from {self._elements(bound)} with ordinality as t({element}, n) "  # noqa: S608
                f"order by {element} -> 'primary' = 'true' desc nulls last, n limit 1)"
            )
        return f'{self._text(held, bound)} collate "C"'

    def _bind(self, path: AttrPath) -> AttributeBinding | None:
        """The attribute, or None: a search over several kinds may name what this kind has no value of (RFC 7644 §3.4.2.1)."""
        if self.inside:
            if path.uri or path.sub_attr:
                raise InvalidFilter(
                    Words(f"{path} is no part of {self.inside[0]}.", es=f"{path} no es parte de {self.inside[0]}.")
                )
            path = AttrPath(self.inside[0].attr, path.attr, self.inside[0].uri)
        # Subscripted through the call the syntax stands for: mypy takes the index of a generic for a type.
        named: Any = Path.__class_getitem__(self.source.model)
        bound: AttributeBinding | None = named(str(path)).resolve()
        return bound

    def _value(self, bound: AttributeBinding) -> str:
        part = _names(bound)[1]
        if self.inside:
            return f"{self.inside[1]} -> {self.argument(part)}"
        return f"{self._root(bound)} -> {self.argument(part)}" if part else self._root(bound)

    def _root(self, bound: AttributeBinding) -> str:
        head, _ = _names(bound)
        if bound.model is self.source.model:
            return self.source.roots.get(head) or f"({self.source.document} -> {self.argument(head)})"
        schema = str(bound.model.__schema__)  # type: ignore[attr-defined]
        return f"({self.source.document} -> {self.argument(schema)} -> {self.argument(head)})"

    def _elements(self, bound: AttributeBinding) -> str:
        return f"jsonb_array_elements(coalesce({self._root(bound)}, '[]'))"

    def _element(self) -> str:
        return f"e{len(self.arguments)}"

    def _present(self, held: str) -> str:
        return f"coalesce({held} not in {MISSING}, false)"

    def _text(self, held: str, bound: AttributeBinding) -> str:
        text = f"({held} #>> '{{}}')"
        return text if bound.case_exact else f"lower(normalize({text}))"

    def _indexed(self, bound: AttributeBinding, value: Any) -> str | None:
        head, part = _names(bound)
        column = self.source.indexed.get(head) if bound.model is self.source.model and not part else None
        if column is None or not isinstance(value, str):
            return None
        if head == "id":
            return f"{column} = {self.argument(_uuid(value), 'uuid')}" if _uuid(value) else "false"
        # A user without an external id has none that is equal.
        return f"coalesce({column} = {self.argument(value if bound.case_exact else key_of(value))}, false)"

    def _compare(self, held: str, bound: AttributeBinding, op: CompareOperator, value: Any) -> str:
        if value is None:
            present = self._present(held)
            return {"eq": f"not {present}", "ne": present}.get(op.value, "false")
        if isinstance(value, bool):
            same = f"{held} is not distinct from to_jsonb({self.argument(value, 'boolean')})"
            return {"eq": same, "ne": f"not ({same})"}.get(op.value, "false")
        if isinstance(value, datetime):
            moment, wanted = f"({held} #>> '{{}}')::timestamptz", self.argument(value, "timestamptz")
            return _ordered(moment, op, wanted)
        if not isinstance(value, str):
            return "false"
        text, wanted = self._text(held, bound), self.argument(value)
        wanted = wanted if bound.case_exact else f"lower(normalize({wanted}))"
        return _ordered(text, op, wanted)


def _ordered(held: str, op: CompareOperator, wanted: str) -> str:
    match op.value:
        case "eq":
            return f"coalesce({held} = {wanted}, false)"
        case "ne":
            return f"({held} is distinct from {wanted})"
        case "co":
            return f"coalesce(strpos({held}, {wanted}) > 0, false)"
        case "sw":
            return f"coalesce(starts_with({held}, {wanted}), false)"
        case "ew":
            return f"coalesce(right({held}, length({wanted})) = {wanted}, false)"
    collated = "" if "timestamptz" in wanted else ' collate "C"'
    return f"coalesce({held}{collated} {ORDERS[op.value]} {wanted}, false)"


def _names(bound: AttributeBinding) -> tuple[str, str]:
    """(name, name of the part or nothing), as they are written in SCIM."""
    name = bound.urn.removeprefix(f"{bound.model.__schema__}:")  # type: ignore[attr-defined]
    head, _, part = name.partition(".")
    return head, part


def _is_complex(kind: Any) -> bool:
    return isclass(kind) and issubclass(kind, BaseModel)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
