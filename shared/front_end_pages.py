"""The pages of a front end that people are led to: each by its path of the API, and by an address a district may say instead."""

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
    FrontEndPage.DEFAULT: "{path}",
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

    @property
    def path(self) -> str:
        """Its path of the API, without the version."""
        return self._filled(PATHS[self.page], "?")

    def at(self, addresses: Mapping[str, str]) -> str | None:
        """Where it is in a front end with these addresses; None where it has none."""
        if form := addresses.get(self.page):
            return self._filled(form, "&" if "?" in form else "?")
        form = addresses.get(FrontEndPage.DEFAULT)
        return form and form.replace("{path}", self.path)

    def _filled(self, form: str, mark: str) -> str:
        filled = form.replace("{id}", str(self.id)).replace("{number}", str(self.number))
        return f"{filled}{mark}{self.query}" if self.query else filled
