"""HTTP of what people answer by a link in an e-mail."""

from services.notifications.occasions.escalations.answering import ACKNOWLEDGE, PURPOSE
from shared.web.answers import answers

router = answers({PURPOSE: ACKNOWLEDGE})
