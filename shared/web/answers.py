"""HTTP of answer links: a page that asks, and its button. Whatever is wrong with an address, the page is one and the same."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from shared import clock
from shared.answers import links, pages
from shared.answers.purposes import Purposes, Question
from shared.answers.rules import FORM, PATH, unseal
from shared.context.work import work_for
from shared.errors import refusals
from shared.logging import bind
from shared.principal import Principal
from shared.texts.languages import reader
from shared.web.requires import public
from shared.web.throttle import Guesses

#: The audit's name of an answer by a link.
ANSWERED = "answered_by_link"
#: Whatever is sent gets the same page: the form is said and not held against.
Token = Annotated[
    str, Path(description="As it stands in the address.", json_schema_extra={"pattern": f"^{FORM.pattern}$"})
]
HTML: dict[str, Any] = {
    "content": {"text/html": {"schema": {"type": "string"}}},
    "headers": {"Content-Language": {}},
}
LATER: dict[str, Any] = {**HTML, "headers": {**HTML["headers"], "Retry-After": {}}}
PAGES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page in its reader's language.", **HTML},
    404: {"description": "The link does not open: wrong, used, revoked or too old, all alike.", **HTML},
    429: {"description": "Too many wrong addresses from one place.", **LATER},
    **refusals(guarded=False),
}


def answers(purposes: Purposes) -> APIRouter:
    """The room of answer links of a service that has things to answer."""
    router = APIRouter(prefix=PATH, tags=["answers"], dependencies=[public()])
    guesses = Guesses()

    @router.get("/{token}", response_class=HTMLResponse, responses=PAGES)
    async def show_answer(token: Token, request: Request) -> Response:
        """Show what a link asks. Reading it changes nothing."""
        return await _page(purposes, guesses, token, request, pages.question, is_answer=False)

    @router.post("/{token}", response_class=HTMLResponse, responses=PAGES)
    async def give_answer(token: Token, request: Request) -> Response:
        """Answer by a link: the page's button. Once is all. No sign-in."""
        return await _page(purposes, guesses, token, request, pages.done, is_answer=True)

    return router


async def _page(
    purposes: Purposes,
    guesses: Guesses,
    token: str,
    request: Request,
    render: Callable[[Question], str],
    *,
    is_answer: bool,
) -> Response:
    address, now = request.client.host if request.client else "", clock.now().timestamp()
    spoken = {**pages.HEADERS, "Content-Language": reader()}
    if seconds := guesses.wait(address, now):
        return HTMLResponse(pages.later(reader()), 429, {**spoken, "Retry-After": str(seconds)})
    link_id = unseal(token, request.app.state.settings)
    asked = None if link_id is None else await _asked(purposes, link_id, request, is_answer=is_answer)
    if asked is None:
        guesses.wrong(address, now)
        return HTMLResponse(pages.unknown(reader()), 404, spoken)
    return HTMLResponse(render(asked), headers={**spoken, "Content-Language": asked.language})


async def _asked(purposes: Purposes, link_id: UUID, request: Request, *, is_answer: bool) -> Question | None:
    """What a link asks, answered if that is wished; None of one that does not open."""
    state = request.app.state
    found = await links.whose(state.db, link_id)
    if found is None or found.purpose not in purposes:
        return None
    bind(district_id=str(found.district_id))
    purpose, who = purposes[found.purpose], Principal("person", found.recipient_id, found.district_id)
    correlation_id = request.scope["correlation_id"]
    async with work_for(state.db, state.settings, found.district_id, correlation_id=correlation_id, by=who) as ctx:
        link = await links.find_live(ctx, link_id, lock=is_answer)
        asked = None if link is None else await purpose.ask(ctx, link)
        if link is None or asked is None or not is_answer:
            return asked
        await purpose.answer(ctx, link)
        links.end(link, ctx.now)
        ctx.audit(ANSWERED, rows={"answer_link_id": link.id}, reason=[found.purpose])
        return asked
