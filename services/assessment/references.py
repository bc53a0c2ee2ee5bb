"""What replies of assessment refer to, besides staff and schools."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference

INSTRUMENT = Named("instruments", "named.title")

InstrumentReference = Annotated[Reference, INSTRUMENT]
