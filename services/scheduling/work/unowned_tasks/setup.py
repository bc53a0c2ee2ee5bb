"""What nobody is there for."""

from services.scheduling.planning.plans.tables import PlanState
from shared.auth.profiles import STEWARDS
from shared.context.days import day_in_sql
from shared.directory.queries import at_work_in_sql, held_in_sql
from shared.teams import PREFIX
from shared.web.setup.checks import NOW, Call, Check, Severity

CHECKS = (
    Check(
        "roles_nobody_holds",
        Severity.WARNING,
        "Roles that plans name and nobody holds: {count}. What falls to them has no owner.",
        "Funciones que los planes nombran y nadie tiene: {count}. Lo que les corresponde no tiene responsable.",
        f"""(select count(distinct a.owner_role) from activities a
      join plans p on p.district_id = a.district_id and p.id = a.plan_id and p.state = '{PlanState.PUBLISHED}'
      where a.retired_on is null and a.owner_role not like '{PREFIX}%' and not exists (
        select from directory_roles r {at_work_in_sql()}
        where r.role = a.owner_role and {held_in_sql(day_in_sql(NOW))}))""",
        call=Call("partners", "POST", "/v1/role-assignments", STEWARDS),
    ),
)
