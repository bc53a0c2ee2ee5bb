"""What replies of notifications refer to, besides staff and schools."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference

#: A plan as its own publication told of it.
PLAN = Named("plan_announcements", "named.title")

PlanReference = Annotated[Reference, PLAN]
