"""What of a roster's roles the district has not said what to do with."""

from services.partners.directory.roster_roles.tables import LeftOutBecause
from shared.auth.profiles import STEWARDS
from shared.context.days import day_in_sql
from shared.web.setup.checks import NOW, Call, Check, Severity

#: What only the district's own choice keeps out.
CHOICES = f"('{LeftOutBecause.NOT_LET}', '{LeftOutBecause.HELD_ELSEWHERE}')"

CHECKS = (
    Check(
        "roster_roles_left_out",
        Severity.WARNING,
        "Roles that the roster lists and nobody holds by it: {count} kinds. Say which of them the roster may bring.",
        "Funciones que la lista del sistema trae y que nadie tiene por ella: {count} tipos. Diga cuáles puede traer.",
        f"""(select count(distinct l.role) from left_out_roster_roles l
      where l.reason in {CHOICES} and coalesce(l.ends_on, 'infinity') >= {day_in_sql(NOW)})""",
        call=Call("partners", "PUT", "/v1/roster-roles", STEWARDS),
    ),
)
