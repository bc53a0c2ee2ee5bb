"""References in replies: another row by its id, with the name this service's own copy has for it.

A field says by its type what it refers to, `owner: StaffReference | None` or `schools: list[SchoolReference]`, and is filled
from the column `owner_id` or `school_ids`; `done_by: ActorReference` from the column of its name. PostgreSQL does so in lists
(`listing`), one statement where a reply is made of rows (`replies.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

#: SQL: is this not asked by somebody who may not read the directory?
READS_NAMES = "current_setting('app.names', true) is distinct from 'off'"


@dataclass(frozen=True)
class Named:
    """Rows of one kind: the table they stand in, and SQL of their name, in which a row is called `named`.

    Names of people (`of_people`) are for whoever could read the directory.
    """

    table: str
    name: str = "named.name"
    of_people: bool = False

    @property
    def told(self) -> str:
        """SQL of the name as it is told to whoever asks."""
        return f"case when {READS_NAMES} then {self.name} end" if self.of_people else self.name

    def name_of(self, id_: str) -> str:
        """SQL of the name of the row with this id; null when there is none."""
        return f"(select {self.told} from {self.table} named where named.id = {id_})"  # noqa: S608

    def reference(self, id_: str) -> str:
        """SQL of a `Reference` to the row with this id; null for a null."""
        return f"case when {id_} is not null then {self._made(id_)} end"

    def references(self, ids: str) -> str:
        """SQL of a list of references, in the order of an array of ids; null for a null."""
        return f"""case when {ids} is not null then (
      select coalesce(json_agg({self._made("listed.id")} order by listed.place), '[]')
      from unnest({ids}) with ordinality listed(id, place)) end"""  # noqa: S608

    def _made(self, id_: str) -> str:
        return f"json_build_object('id', {id_}, 'name', {self.name_of(id_)})"


@dataclass(frozen=True)
class Acting:
    """Whoever did something, as a text says it: `person:<id>`, `client:<id>`, `service:<name>` or `operator`."""

    named: tuple[tuple[str, Named], ...]

    def kinds(self) -> Mapping[str, Named]:
        """What those are who have an id, by how their text begins."""
        return dict(self.named)

    def reference(self, said: str) -> str:
        """SQL of an `Actor` from that text; null for a null."""
        kind, rest = f"split_part({said}, ':', 1)", f"split_part({said}, ':', 2)"
        names = " ".join(f"when '{one}' then {named.name_of(f'{rest}::uuid')}" for one, named in self.named)
        has_id = ", ".join(f"'{one}'" for one, _ in self.named)
        return f"""case when {said} is not null then json_build_object('kind', {kind},
      'id', case when {kind} in ({has_id}) then {rest} end,
      'name', case {kind} {names} when 'service' then {rest} end) end"""


@dataclass(frozen=True)
class Referring:
    """A field of a reply that refers to one row, or to many: which kind, and which column or attribute has the ids.

    Of whoever acted it has the text that says who that was.
    """

    kind: Named | Acting
    source: str
    many: bool

    def sql(self, place: str) -> str:
        """SQL of the field, its ids standing at a place such as `s."owner_id"`."""
        if isinstance(self.kind, Named) and self.many:
            return self.kind.references(place)
        return self.kind.reference(place)


@cache
def referring(reply: type[BaseModel]) -> Mapping[str, Referring]:
    """The fields of a reply that refer to rows of a kind, by name."""
    found = {}
    for name, field in reply.model_fields.items():
        kind, many = _kind(field.annotation, field.metadata)
        if kind is not None:
            found[name] = Referring(kind, _source(field.alias or name, kind, many), many)
    return found


def _source(said: str, kind: Named | Acting, many: bool) -> str:
    if isinstance(kind, Acting):
        return said
    return f"{said.removesuffix('s')}_ids" if many else f"{said}_id"


def _kind(annotation: Any, metadata: Iterable[Any] = ()) -> tuple[Named | Acting | None, bool]:
    for said in metadata:
        if isinstance(said, Named | Acting):
            return said, False
    of_list = get_origin(annotation) is list
    for part in get_args(annotation):
        # Of an annotated type the arguments are the type itself and what is said of it.
        kind, many = (part, False) if isinstance(part, Named | Acting) else _kind(part)
        if kind is not None:
            return kind, many or of_list
    return None, False
