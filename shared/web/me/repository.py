"""SQL of who calls: one statement, made of what the service's rooms know.

($1) beyond what `known.py` names: [6] ids of schools, [7] of colleagues, [8] codes of roles whose names are asked for.
"""

from collections.abc import Collection, Iterable
from functools import cache

from shared.context.days import zone_in_sql
from shared.directory.references import called_in_sql
from shared.web.me.known import PERSON, Known

DIRECTORY = {
    "district": f"""(select json_build_object('name', (select d.name from directory_districts d),
      'timezone', {zone_in_sql()}, 'language', (select d.language from directory_districts d)))""",
    "person": f"""(select json_build_object('name', {called_in_sql("s")}, 'language', s.language)
      from directory_staff s where s.id = {PERSON})""",
    "schools": """(select coalesce(json_object_agg(s.id, s.name), '{}') from directory_schools s
      where s.id = any (($1)[6]::uuid[]))""",
    "colleagues": f"""(select coalesce(json_object_agg(s.id, {called_in_sql("s")}), '{{}}') from directory_staff s
      where s.id = any (($1)[7]::uuid[]))""",
    "role_names": """(select coalesce(json_object_agg(c.code, c.names), '{}') from directory_catalogue c
      where c.code = any (($1)[8]::text[]))""",
}


@cache
def statement(known: tuple[Known, ...]) -> str:
    """The statement, of these."""
    fields = {name: sql for one in known for name, sql in one.fields.items()}
    counts = ", ".join(one.counts for one in known if one.counts)
    said = {**DIRECTORY, **fields, "counts": f"json_build_array({counts})"}
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in said.items())
    return f"select json_build_object({pairs})::text, null"


def open_to(known: Iterable[Known], scopes: Collection[str]) -> tuple[Known, ...]:
    """What of it these scopes open."""
    return tuple(one for one in known if not one.scope or one.scope in scopes)
