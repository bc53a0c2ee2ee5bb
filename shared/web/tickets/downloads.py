"""Which routes answer with a file, a picture or a page to print: what browsers ask for without a header of ours."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode

from fastapi.routing import APIRoute

from shared.web.requires import scope_needed

#: The parameter that carries a ticket.
TICKET = "ticket"
#: What the scope of a request has that came with one, whether it opened or not.
IN_A_TAB = "in_a_tab"
#: Replies that are data, or have no end.
NO_FILES = {"application/json", "text/event-stream"}


class Asked(NamedTuple):
    """A path with its query, as an address of ours says it."""

    path: str
    query: list[tuple[str, str]]

    @property
    def address(self) -> str:
        """One spelling of it, however a browser writes it."""
        return f"{self.path}?{urlencode(self.query)}"


def asked_by(text: str) -> Asked:
    """What a caller names as `/v1/…?…`."""
    path, _, query = text.partition("?")
    return Asked(unquote(path), parse_qsl(query, keep_blank_values=True))


def scope_of(route: APIRoute) -> str | None:
    """The scope that opens the route's door; None where it is open."""
    return next(
        (scope for one in route.dependant.dependencies for is_door, scope in [scope_needed(one.call)] if is_door), None
    )


def is_download(route: APIRoute) -> bool:
    """Is it a reading, behind a scope, whose reply is no data?"""
    content = route.responses.get(200, {}).get("content", {})
    return route.methods == {"GET"} and bool(content.keys() - NO_FILES) and scope_of(route) is not None


class Downloads:
    """The downloads of an application, found as its router finds their routes: by the first whose form a path has."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._routes = [route for route in routes if "GET" in (route.methods or ())]

    def find(self, path: str) -> APIRoute | None:
        """The route of a download, if that is what stands at this path."""
        found = next((route for route in self._routes if route.path_regex.match(path)), None)
        return found if found is not None and is_download(found) else None
