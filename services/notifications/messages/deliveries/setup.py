"""What keeps mail from going out."""

from shared.auth.profiles import STEWARDS
from shared.settings import Settings
from shared.web.setup.checks import NOW, Call, Check, Severity


def has_sender(settings: Settings) -> bool:
    """Does mail go out from an address of somebody's own? Nobody's mail comes from one that is an example."""
    return not settings.mail_from.rstrip(">").endswith(".example")


CHECKS = (
    Check(
        "no_mail_sender",
        Severity.BLOCKING,
        "Mail has no sender's address of the district's own: the operator sets MAIL_FROM and SMTP_URL.",
        "El correo no tiene remitente propio: el operador configura MAIL_FROM y SMTP_URL.",
        is_set=has_sender,
    ),
    Check(
        "mail_refused",
        Severity.WARNING,
        "E-mails of the last seven days that failed: {count}.",
        "Correos de los últimos siete días que fallaron: {count}.",
        f"""(select count(*) from deliveries d where d.state = 'failed' and d.channel = 'email'
      and d.updated_at >= {NOW}::timestamptz - interval '7 days')""",
        call=Call("notifications", "POST", "/v1/deliveries/{delivery_id}/retry", STEWARDS),
    ),
)
