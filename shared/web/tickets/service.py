"""What a caller may have a ticket for."""

from datetime import timedelta
from uuid import UUID

from fastapi.routing import APIRoute

from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words
from shared.web.requires import check_scope
from shared.web.tickets.downloads import TICKET, Asked, Downloads, asked_by, scope_of
from shared.web.tickets.errors import NoDownload, TicketsUnavailable
from shared.web.tickets.schemas import Ticket, Tickets, TicketsWish
from shared.web.tickets.sealing import key_of, seal

LIFETIME = timedelta(minutes=5)


def issue(ctx: Context, downloads: Downloads, token: str, wish: TicketsWish) -> Tickets:
    """Tickets for all of the paths, or for none. Whether their rows may be read is asked when they are."""
    if not ctx.settings.secret_key:
        raise TicketsUnavailable(headers={"Retry-After": "60"}, diagnosis="SECRET_KEY is not set.")
    asked = [asked_by(path) for path in wish.paths]
    routes = [downloads.find(one.path) for one in asked]
    if faults := [
        fault(
            f"/paths/{place}",
            Words(
                "This service has no file, picture or page there.",
                es="Este servicio no tiene allí ningún archivo, imagen o página.",
            ),
            "no_download",
        )
        for place, (one, route) in enumerate(zip(asked, routes, strict=True))
        if route is None or TICKET in dict(one.query)
    ]:
        raise NoDownload(errors=faults)
    for one, route in zip(asked, routes, strict=True):
        assert route is not None
        check_scope(ctx.principal, scope_of(route) or "")
        ctx.audit_rows(*_ids(route, one))
    ctx.note("their own access token")
    ends = min(ctx.now + LIFETIME, ctx.principal.expires_at or ctx.now + LIFETIME)
    key = key_of(ctx.settings.secret_key, ctx.settings.service)
    items = [
        Ticket(path=path, url=f"{path}{'&' if '?' in path else '?'}{TICKET}={seal(key, one.address, token, ends)}")
        for path, one in zip(wish.paths, asked, strict=True)
    ]
    return Tickets(items=items, expires_at=ends)


def _ids(route: APIRoute, asked: Asked) -> list[UUID]:
    found = route.path_regex.match(asked.path)
    ids = []
    for text in found.groupdict().values() if found else ():
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids
