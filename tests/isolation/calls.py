"""The calls of a service, from the code's own routes."""

from collections.abc import Sequence

from fastapi.routing import APIRoute

from shared.testing.calls import Service
from shared.web.openapi import permission, routes_of


def guarded(service: Service, methods: Sequence[str]) -> list[tuple[str, APIRoute]]:
    """A service's guarded calls by these methods, in the methods' order."""
    found = [
        (method, route)
        for route in routes_of(service.app)
        for method in route.methods or ()
        if method in methods and permission(route)[1] is not None
    ]
    return sorted(found, key=lambda call: methods.index(call[0]))


def changing(service: Service) -> list[tuple[str, APIRoute]]:
    """A service's guarded calls that may change something; what comes last takes away what the calls before it need."""
    return guarded(service, ("POST", "PUT", "PATCH", "DELETE"))
