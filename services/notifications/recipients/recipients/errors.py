"""Refusals of recipients."""

from shared.errors import Refusal


class LinkUnknown(Refusal):
    status, code, title = 404, "link_unknown", "The link is not valid"
