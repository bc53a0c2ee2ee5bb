"""What people would sign in to."""

from shared.auth.profiles import DATA_MANAGER
from shared.web.setup.checks import Call, Check, Severity

CHECKS = (
    Check(
        "no_application",
        Severity.BLOCKING,
        "No application is registered: there is nothing to sign in to.",
        "No hay ninguna aplicación registrada: no hay dónde iniciar sesión.",
        "(select (not exists (select from applications a where a.removed_at is null))::int)",
        call=Call("partners", "POST", "/v1/applications", frozenset({DATA_MANAGER})),
    ),
)
