"""Wire models of agreements."""

from shared.context.paging import Paging
from shared.schemas import ABSENT, Body, Day, Kept, Patch, ShortText


class Agreement(Kept):
    """An agreement; without a last day it has no end."""

    title: str
    starts_on: Day
    ends_on: Day | None


class AgreementCreate(Body):
    """A new agreement."""

    title: ShortText
    starts_on: Day
    ends_on: Day | None = None


class AgreementUpdate(Patch):
    """A merge patch; the first day stays."""

    title: ShortText = ABSENT
    ends_on: Day | None = ABSENT


class AgreementList(Paging):
    """Filters of the list of agreements."""

    title: ShortText | None = None
