"""SQL of agreements."""

from shared.context.listing import listing
from tests.examples.community.agreements.schemas import Agreement, AgreementList
from tests.examples.community.agreements.tables import AgreementRow

LISTING = listing(AgreementRow, Agreement, AgreementList, order=("title",))
