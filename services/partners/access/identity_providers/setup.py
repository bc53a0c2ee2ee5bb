"""What keeps people from signing in."""

from shared.auth.profiles import DATA_MANAGER, PRINCIPAL
from shared.context.days import day_in_sql
from shared.directory.queries import at_work_in_sql, held_in_sql
from shared.web.setup.checks import NOW, Call, Check, Severity

ADMINISTRATORS = frozenset({DATA_MANAGER})
#: Some provider finds people by what the directory has of them.
LINKS = "exists (select from identity_providers p where p.active and p.link_by <> '[]')"

CHECKS = (
    Check(
        "no_identity_provider",
        Severity.BLOCKING,
        "No identity provider is connected: nobody can sign in.",
        "No hay ningún proveedor de identidad conectado: nadie puede iniciar sesión.",
        "(select (not exists (select from identity_providers p where p.active))::int)",
        call=Call("partners", "POST", "/v1/identity-providers", ADMINISTRATORS),
    ),
    Check(
        "principals_without_sign_in",
        Severity.BLOCKING,
        "Principals who cannot sign in: {count}. They have no identity, and no provider could find them.",
        "Responsables de dirección que no pueden iniciar sesión: {count}. Sin identidad, ningún proveedor los encontraría.",
        f"""(select count(distinct r.staff_id) from directory_roles r {at_work_in_sql()}
      join staff w on w.district_id = r.district_id and w.id = r.staff_id
      where r.profile = '{PRINCIPAL}' and {held_in_sql(day_in_sql(NOW))}
        and not exists (select from identities i where i.staff_id = r.staff_id)
        and not ({LINKS} and (w.source_id is not null or exists (select from scim_users u where u.id = w.id))))""",
        call=Call("partners", "POST", "/v1/identities", ADMINISTRATORS),
    ),
)
