"""What the directory can miss of schools."""

from shared.auth.profiles import PRINCIPAL, STEWARDS
from shared.context.days import day_in_sql
from shared.directory.queries import at_work_in_sql, held_in_sql
from shared.web.setup.checks import NOW, Call, Check, Severity

TODAY = day_in_sql(NOW)
OPEN = f"(s.opens_on is null or s.opens_on <= {TODAY}) and (s.closes_on is null or s.closes_on >= {TODAY})"

CHECKS = (
    Check(
        "no_schools",
        Severity.BLOCKING,
        "The district has no school yet: they come with the roster, or by hand.",
        "El distrito aún no tiene escuelas: llegan con la lista del sistema o se añaden a mano.",
        f"(select (not exists (select from directory_schools s where {OPEN}))::int)",
        call=Call("partners", "POST", "/v1/schools", STEWARDS),
    ),
    Check(
        "schools_without_principal",
        Severity.BLOCKING,
        "Schools without a principal: {count}. Nobody approves their plans or decides there.",
        "Escuelas sin responsable de la dirección: {count}. Nadie aprueba sus planes ni decide allí.",
        f"""(select count(*) from directory_schools s where {OPEN} and not exists (
      select from directory_roles r {at_work_in_sql()}
      where r.profile = '{PRINCIPAL}' and r.school_id = s.id and {held_in_sql(TODAY)}))""",
        call=Call("partners", "POST", "/v1/role-assignments", STEWARDS),
    ),
)
