"""What replies of assessment refer to, besides staff and schools."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference

INSTRUMENT = Named("instruments", "named.title")
DEFINITION = Named("attendance_definitions", "named.title")
TRIGGER = Named("attendance_triggers", "named.title")
INDICATOR_RULE = Named("indicator_rules", "named.title")

InstrumentReference = Annotated[Reference, INSTRUMENT]
DefinitionReference = Annotated[Reference, DEFINITION]
TriggerReference = Annotated[Reference, TRIGGER]
IndicatorRuleReference = Annotated[Reference, INDICATOR_RULE]
