"""Refusals of merges of organisations."""

from shared.errors import Refusal


class OneOrganization(Refusal):
    status, code, title = 422, "one_organization", "An organization cannot be merged with itself"
    constraints = ("ck_organizations_merged_into_another",)


class NoSuchOtherOrganization(Refusal):
    status, code, title = 422, "no_such_other_organization", "No such organization to merge"
