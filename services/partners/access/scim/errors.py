"""Refusals of scim."""

from shared.errors import Refusal


class InvalidFilter(Refusal):
    status, code, title = 400, "invalid_filter", "The filter is not valid SCIM, or not for these attributes"


class SearchTooWide(Refusal):
    status, code, title = 400, "search_too_wide", "The search takes too long"


class InvalidPath(Refusal):
    status, code, title = 400, "invalid_path", "There is no such attribute"


class InvalidSyntax(Refusal):
    status, code, title = (
        400,
        "invalid_syntax",
        "The message is not formed as SCIM says, or names what is not kept here",
    )


class InvalidValue(Refusal):
    status, code, title = 400, "invalid_value", "A value is missing, or does not fit its attribute"
    constraints = ("fk_scim_group_members_user",)


class TooMuchAtOnce(Refusal):
    status, code, title = 413, "too_much_at_once", "The PATCH asks for too many changes at once"


class NoTarget(Refusal):
    status, code, title = 400, "no_target", "The path matches no value"


class NotChangeable(Refusal):
    status, code, title = 400, "not_changeable", "The attribute cannot be changed that way"


class UserNameTaken(Refusal):
    status, code, title = 409, "user_name_taken", "Another User of the district has this userName"
    constraints = ("uq_scim_users_user_name",)


class UserExists(Refusal):
    status, code, title = 409, "user_exists", "This staff member is a User already"
    constraints = ("pk_scim_users",)


class StaffNotClear(Refusal):
    status, code, title = 409, "staff_not_clear", "The ids match more than one staff member of the roster"


class GroupNameTaken(Refusal):
    status, code, title = 409, "group_name_taken", "Another Group of the district has this displayName"
    constraints = ("uq_scim_groups_display_name",)


class NotOffered(Refusal):
    status, code, title = 501, "not_offered", "This service does not offer that part of SCIM"
