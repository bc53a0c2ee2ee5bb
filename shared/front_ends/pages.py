"""The pages of a front end that people are led to: each by its path of the API, and by an address a district may say instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class FrontEndPage(StrEnum):
    """A page somebody is led to; `default` stands for those that have no address of their own."""

    TASK = "task"
    PLAN = "plan"
    REVISION = "revision"
    BARRIER = "barrier"
    HANDOVER = "handover"
    DELEGATION = "delegation"
    EMERGENCY_ACCESS = "emergency_access"
    MY_DAY = "my_day"
    TASKS = "tasks"
    PLANS = "plans"
    RISKS = "risks"
    ROLL_UP = "roll_up"
    ESCALATIONS = "escalations"
    ATTENDANCE_ALERTS = "attendance_alerts"
    DEFAULT = "default"


PATHS: Mapping[FrontEndPage, str] = {
    FrontEndPage.TASK: "tasks/{id}",
    FrontEndPage.PLAN: "plans/{id}",
    FrontEndPage.REVISION: "plans/{id}/revisions/{number}",
    FrontEndPage.BARRIER: "barriers/{id}",
    FrontEndPage.HANDOVER: "handovers/{id}",
    FrontEndPage.DELEGATION: "delegations/{id}",
    FrontEndPage.EMERGENCY_ACCESS: "emergency-access/{id}",
    FrontEndPage.MY_DAY: "my-day",
    FrontEndPage.TASKS: "tasks",
    FrontEndPage.PLANS: "plans",
    FrontEndPage.RISKS: "risks",
    FrontEndPage.ROLL_UP: "roll-up",
    FrontEndPage.ESCALATIONS: "escalations",
    FrontEndPage.ATTENDANCE_ALERTS: "attendance-alerts",
    FrontEndPage.DEFAULT: "{path}",
}


#: The same as patterns of the paths of the API.
FORMS: Mapping[FrontEndPage, re.Pattern[str]] = {
    page: re.compile(path.replace("{id}", r"(?P<id>[0-9a-f-]{36})").replace("{number}", r"(?P<number>\d+)"))
    for page, path in PATHS.items()
    if page is not FrontEndPage.DEFAULT
}


def parts_of(page: FrontEndPage) -> frozenset[str]:
    """What an address of a page must have, in braces: what its path has."""
    return frozenset(part for part in ("id", "number", "path") if f"{{{part}}}" in PATHS[page])


@dataclass(frozen=True)
class Place:
    """A page, of which thing, and which filters it is opened with."""

    page: FrontEndPage
    id: UUID | str | None = None
    number: int | None = None
    query: str = ""
    #: Of a page that has no address of its own: its path.
    other: str = ""

    @property
    def path(self) -> str:
        """Its path of the API, without the version."""
        return self._filled(PATHS[self.page], "?")

    @classmethod
    def of_path(cls, path: str) -> "Place":
        """The page of a path of the API, such as `/v1/tasks/ID`; one that has no page of its own is led to by its path."""
        plain, _, query = path.removeprefix("/v1/").partition("?")
        for page, form in FORMS.items():
            if found := form.fullmatch(plain):
                parts = found.groupdict()
                number = parts.get("number")
                return cls(page, parts.get("id"), int(number) if number else None, query)
        return cls(FrontEndPage.DEFAULT, query=query, other=plain)

    def at(self, addresses: Mapping[str, str]) -> str | None:
        """Where it is in a front end with these addresses; None where it has none."""
        if self.page is not FrontEndPage.DEFAULT and (form := addresses.get(self.page)):
            return self._filled(form, "&" if "?" in form else "?")
        form = addresses.get(FrontEndPage.DEFAULT)
        return form and form.replace("{path}", self.path)

    def _filled(self, form: str, mark: str) -> str:
        filled = form.replace("{id}", str(self.id)).replace("{number}", str(self.number)).replace("{path}", self.other)
        return f"{filled}{mark}{self.query}" if self.query else filled


def link_to(place: Place | None, addresses: Mapping[str, str] | None, front_end_url: str) -> str | None:
    """The address of a place in somebody's front end, else in the operator's; None where there is neither."""
    if place is None:
        return None
    if (link := place.at(addresses or {})) is not None:
        return link
    return f"{front_end_url.rstrip('/')}/{place.path}" if front_end_url else None
