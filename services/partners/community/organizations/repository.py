"""SQL of organisations."""

from uuid import UUID

from sqlalchemy import or_, select

from services.partners.community.organizations.schemas import Organization, OrganizationList, OrganizationSite
from services.partners.community.organizations.tables import OrganizationRow, OrganizationSiteRow
from shared.context.context import Context
from shared.context.listing import listing, parts


def stood_for_in_sql(organization: str, by: str) -> str:
    """SQL: an organisation (SQL of its id) is the one of this id, or was merged into it."""
    return f"""({organization} = {by} or exists (select from organizations merged
      where merged.id = {organization} and merged.merged_into_id = {by}))"""


def asked_for_in_sql(organization: str) -> str:
    """SQL of a filter: an organisation (SQL of its id) is one of those asked for, or was merged into one."""
    return f"""({organization} = any(array[{{}}::uuid]) or exists (select from organizations merged
      where merged.id = {organization} and merged.merged_into_id = any(array[{{}}::uuid])))"""


LISTING = listing(
    OrganizationRow,
    Organization,
    OrganizationList,
    order=("name",),
    computed={"sites": parts(OrganizationSiteRow, OrganizationSite, stood_for_in_sql("p.organization_id", "s.id"))},
    filters={
        "pillar": "s.pillars && array[{}::text]",
        "domain": "s.domains && array[{}::text]",
        "language": "s.languages && array[{}::text]",
        "school_id": f"""exists (select from organization_sites t
          where t.school_id = any(array[{{}}::uuid]) and {stood_for_in_sql("t.organization_id", "s.id")})""",
        "area": f"""exists (select from organization_sites t
          where lower(t.area) = lower({{}}) and {stood_for_in_sql("t.organization_id", "s.id")})""",
        "search": "strpos(lower(s.name), lower({})) > 0",
    },
    present="s.merged_into_id is null",
)


async def merged_into(ctx: Context, organization_id: UUID) -> list[OrganizationRow]:
    """Those that are part of an organisation."""
    query = select(OrganizationRow).where(OrganizationRow.merged_into_id == organization_id)
    return list(await ctx.session.scalars(query.order_by(OrganizationRow.id)))


async def sites_of(ctx: Context, organization_id: UUID) -> list[OrganizationSiteRow]:
    """The sites of an organisation and of those merged into it."""
    merged = select(OrganizationRow.id).where(OrganizationRow.merged_into_id == organization_id)
    site = OrganizationSiteRow
    query = select(site).where(or_(site.organization_id == organization_id, site.organization_id.in_(merged)))
    return list(await ctx.session.scalars(query.order_by(site.id)))
