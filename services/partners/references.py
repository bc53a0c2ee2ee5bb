"""What replies of partners refer to, besides staff and schools."""

from typing import Annotated

from shared.context.references import Named
from shared.schemas import Reference

APPLICATION = Named("applications")
CLIENT = Named("clients")
ORGANIZATION = Named("organizations")
PARTY = Named("parties")
PROVIDER = Named("identity_providers")

ApplicationReference = Annotated[Reference, APPLICATION]
ClientReference = Annotated[Reference, CLIENT]
OrganizationReference = Annotated[Reference, ORGANIZATION]
PartyReference = Annotated[Reference, PARTY]
ProviderReference = Annotated[Reference, PROVIDER]
