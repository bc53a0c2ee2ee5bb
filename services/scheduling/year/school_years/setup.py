"""What the calendar can miss."""

from shared.auth.profiles import STEWARDS
from shared.context.days import day_in_sql
from shared.web.setup.checks import NOW, Call, Check, Severity

#: The district's year of today, or else the next.
YEAR = f"""(select y.starts_on, y.ends_on from school_years y
      where y.school_id is null and y.ends_on >= {day_in_sql(NOW)} order by y.starts_on limit 1) y"""

CHECKS = (
    Check(
        "no_school_year",
        Severity.BLOCKING,
        "The district has no school year of today or later: no due date can be worked out.",
        "El distrito no tiene un año escolar actual ni futuro: no se puede calcular ninguna fecha límite.",
        f"(select (not exists (select from {YEAR}))::int)",
        call=Call("scheduling", "POST", "/v1/school-years", STEWARDS),
    ),
    Check(
        "no_holidays",
        Severity.WARNING,
        "The school year has no day off: every weekday counts as a school day.",
        "El año escolar no tiene ningún día festivo: cada día laborable cuenta como día de clases.",
        f"""(select count(*) from {YEAR} where not exists (
      select from calendar_days d where d.school_id is null and not d.school_is_held
        and d.day between y.starts_on and y.ends_on))""",
        call=Call("scheduling", "POST", "/v1/calendar/days", STEWARDS),
    ),
)
