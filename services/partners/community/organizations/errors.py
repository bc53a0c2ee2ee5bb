"""Refusals of organisations."""

from shared.errors import Refusal


class OrganizationMerged(Refusal):
    status, code, title = 409, "organization_merged", "This organization was merged into another"


class OrganizationsNotMerged(Refusal):
    status, code, title = 409, "organizations_not_merged", "These two organizations are not merged"


class NoSuchOrganization(Refusal):
    status, code, title = 422, "no_such_organization", "There is no such organization in this district"


class PositionNotWhole(Refusal):
    status, code, title = 422, "position_not_whole", "A position has a latitude and a longitude"
    constraints = ("ck_organization_sites_whole_position",)


class IntroducerNotAsked(Refusal):
    status, code, title = 422, "introducer_not_asked", "Whoever introduced it is named only where they agreed"
    constraints = (
        "ck_organizations_introducer_agreed",
        "ck_organizations_introduced_by_staff",
        "ck_organizations_no_child_is_named",
    )


class TooManySites(Refusal):
    status, code, title = 409, "too_many_sites", "An organization has at most so many sites"
