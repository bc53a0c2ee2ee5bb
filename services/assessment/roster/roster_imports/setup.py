"""What a roster can miss."""

from services.assessment.roster.roster_imports.tables import ImportState
from shared.auth.profiles import STEWARDS
from shared.web.setup.checks import Call, Check, Severity

TAKEN = f"('{ImportState.FINISHED}', '{ImportState.FINISHED_WITH_FAULTS}')"

CHECKS = (
    Check(
        "no_roster",
        Severity.WARNING,
        "No roster has come in: there are no students, classes or terms.",
        "No ha llegado ninguna lista del sistema: no hay estudiantes, clases ni períodos.",
        f"""(select (not exists (
      select from roster_imports i where i.state in {TAKEN} and not i.validate_only))::int)""",
        call=Call("assessment", "POST", "/v1/roster-imports", STEWARDS),
    ),
    Check(
        "roster_faults",
        Severity.WARNING,
        "Rows of the last roster that could not be taken, unknown codes among them: {count}.",
        "Filas de la última lista que no se pudieron tomar, códigos desconocidos entre ellas: {count}.",
        f"""coalesce((select i.fault_count from roster_imports i where i.state in {TAKEN} and not i.validate_only
      order by i.finished_at desc, i.id desc limit 1), 0)""",
        call=Call("assessment", "POST", "/v1/roster-imports", STEWARDS),
    ),
)
