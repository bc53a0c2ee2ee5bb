"""HTTP of what people answer by a link in an e-mail."""

from fastapi import APIRouter

from services.notifications.occasions.escalations.answering import ACKNOWLEDGE, PURPOSE
from services.notifications.permissions import POLICY
from shared.web.answer_links.routes import answer_links
from shared.web.answers import answers

router: APIRouter = answers({PURPOSE: ACKNOWLEDGE})
routers = (router, answer_links(POLICY))
