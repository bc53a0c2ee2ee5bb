"""HTTP of what this service asks people to do."""

from services.partners.permissions import POLICY
from shared.web.asked_work import asked_work

router = asked_work(POLICY)
