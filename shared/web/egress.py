"""The only way to an address somebody else chose: an issuer's discovery, its keys, its token endpoint.

Such an address may be a trap: a name that leads inside, a redirect, an endless or packed body. So the name is resolved once,
every address it has must be public (or one the operator allows by `OUTSIDE_PRIVATE_ALLOWED`), and the connection is made to
the very address that was looked at, with the name only in SNI, certificate check and `Host`.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv6Address, IPv6Network, ip_network
from typing import Any

import httpx
import orjson

from shared.errors import (
    OutsideGarbage,
    OutsideRedirects,
    OutsideRefused,
    OutsideStatus,
    OutsideTooLarge,
    OutsideTooSlow,
    OutsideUnreachable,
)
from shared.settings import Network
from shared.texts.words import Words
from shared.web.resolver import Address, Names

PORTS = frozenset({443, 8443})
LONGEST_ADDRESS = 2000
LONGEST_BODY = 1_000_000
SECONDS = 5.0

#: Only this part of IPv6 is given to the public; mapped IPv4, NAT64, unique local, link-local and multicast lie outside it.
GLOBAL_UNICAST = IPv6Network("2000::/3")
#: Inside what looks public: ways to wrap an IPv4 address (6to4, Teredo), documentation, protocol assignments, relays.
SPECIAL = tuple(
    ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
)

resolve = Names().addresses


@dataclass(frozen=True)
class Answer:
    """A JSON object and the status it came with."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Outside:
    """Reads addresses of others. `allowed` are private networks the operator lets it into, over plain http too."""

    allowed: Sequence[Network] = ()
    seconds: float = SECONDS
    longest_body: int = LONGEST_BODY
    trust: ssl.SSLContext | None = field(default=None, compare=False)

    async def read(self, address: str) -> dict[str, Any]:
        """The JSON object at an address. Raises an `OutsideFailed`."""
        answer = await self._ask("GET", address, None, {})
        if answer.status != 200:
            raise OutsideStatus(Words(f"It answered {answer.status}.", es=f"Respondió {answer.status}."))
        return answer.body

    async def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form; the answer whatever its status. Raises an `OutsideFailed`."""
        return await self._ask("POST", address, form, headers or {})

    async def check(self, address: str) -> None:
        """May we go there? Raises `OutsideRefused` or `OutsideUnreachable`; sends nothing."""
        try:
            async with asyncio.timeout(self.seconds):
                await self._addresses(_parsed(address))
        except TimeoutError:
            raise OutsideTooSlow(
                Words(f"No answer within {self.seconds:g} s.", es=f"No hubo respuesta en {self.seconds:g} s.")
            ) from None

    async def _ask(
        self, method: str, address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Answer:
        url = _parsed(address)
        try:
            async with asyncio.timeout(self.seconds):
                return await self._asked(method, url, form, headers)
        except (TimeoutError, httpx.TimeoutException):
            raise OutsideTooSlow(
                Words(
                    f"No whole answer within {self.seconds:g} s.",
                    es=f"No hubo una respuesta completa en {self.seconds:g} s.",
                )
            ) from None
        except httpx.ConnectError as error:
            why = f" ({error})" if "certificate" in str(error).lower() else ""
            raise OutsideUnreachable(
                Words(f"Nothing there takes a connection{why}.", es=f"Allí nada acepta una conexión{why}.")
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise OutsideUnreachable(Words(f"{type(error).__name__}.", es=f"{type(error).__name__}.")) from None

    async def _asked(
        self, method: str, url: httpx.URL, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Answer:
        transport = httpx.AsyncHTTPTransport(verify=self.trust or _trust(), retries=0)
        failure: Exception = OSError()
        async with httpx.AsyncClient(transport=transport, trust_env=False, timeout=self.seconds) as client:
            for target in await self._addresses(url):
                request = client.build_request(
                    method,
                    url.copy_with(host=str(target)),
                    data=form,
                    headers={**headers, "Accept": "application/json", "Accept-Encoding": "identity"},
                    extensions={"sni_hostname": url.raw_host.decode()},
                )
                request.headers["Host"] = url.netloc.decode()
                try:
                    reply = await client.send(request, stream=True, follow_redirects=False)
                except httpx.ConnectError as error:
                    failure = error
                    continue
                try:
                    return Answer(reply.status_code, await self._body(reply))
                finally:
                    await reply.aclose()
        raise failure

    async def _body(self, reply: httpx.Response) -> dict[str, Any]:
        if reply.is_redirect or 300 <= reply.status_code < 400:
            raise OutsideRedirects(Words("Name the address it ends at.", es="Indique la dirección en que termina."))
        # What is packed may unpack to anything: we said that we take nothing packed.
        if reply.headers.get("content-encoding", "identity").lower() != "identity":
            raise OutsideGarbage(
                Words(
                    "It came packed, though we asked for it unpacked.",
                    es="Llegó comprimido, aunque lo pedimos sin comprimir.",
                )
            )
        too_large = OutsideTooLarge(
            Words(f"We read {self.longest_body} bytes at most.", es=f"Leemos como máximo {self.longest_body} bytes.")
        )
        announced = reply.headers.get("content-length", "0")
        if not announced.isascii() or not announced.isdigit() or int(announced[:20]) > self.longest_body:
            raise too_large
        body = bytearray()
        async for block in reply.aiter_raw():
            body += block
            if len(body) > self.longest_body:
                raise too_large
        try:
            found = orjson.loads(body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            # An error without JSON is still an answer to a form; what reads it looks at the status.
            if reply.status_code >= 400:
                raise OutsideStatus(Words(f"It answered {reply.status_code}.", es=f"Respondió {reply.status_code}."))
            raise OutsideGarbage(
                Words(
                    "Read the address with curl: is it the right one?", es="Lea la dirección con curl: ¿es la correcta?"
                )
            )
        return found

    async def _addresses(self, url: httpx.URL) -> list[Address]:
        """Where the name leads, each looked at. One address we do not go to is enough to refuse them all."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await resolve(url.raw_host.decode(), port)
        if not found:
            raise OutsideUnreachable(Words("There is no such host.", es="No existe ese servidor."))
        inside = [is_allowed(address, self.allowed) for address in found]
        if not all(ours or is_public(address) for ours, address in zip(inside, found, strict=True)):
            raise OutsideRefused(
                Words(
                    "It is not a public address; the operator can allow it (OUTSIDE_PRIVATE_ALLOWED).",
                    es="No es una dirección pública; el operador puede permitirla (OUTSIDE_PRIVATE_ALLOWED).",
                )
            )
        if not all(inside):
            if url.scheme != "https":
                raise OutsideRefused(Words("Only https goes outside.", es="Hacia fuera solo se usa https."))
            if port not in PORTS:
                raise OutsideRefused(
                    Words(
                        "Only the ports 443 and 8443 are used outside.",
                        es="Hacia fuera solo se usan los puertos 443 y 8443.",
                    )
                )
        return found


def is_public(address: Address) -> bool:
    """Is it an address of the public internet, and no way to wrap another?"""
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not is_allowed(address, SPECIAL)


def is_allowed(address: Address, networks: Sequence[Network]) -> bool:
    """Does it lie in one of the networks?"""
    return any(address.version == network.version and address in network for network in networks)


def _parsed(address: str) -> httpx.URL:
    try:
        if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
            raise ValueError
        url = httpx.URL(address)
        # Read here: a name that looks like an international one and is none fails only when it is read.
        host = url.host
    except (httpx.InvalidURL, ValueError):
        raise OutsideRefused(
            Words(
                "It is not an address such as https://login.example.org.",
                es="No es una dirección como https://login.example.org.",
            )
        ) from None
    if url.scheme not in ("https", "http") or not host or url.userinfo or url.fragment or "\\" in address:
        raise OutsideRefused(
            Words(
                "Only https addresses without user, password and fragment are read.",
                es="Solo se leen direcciones https sin usuario, contraseña ni fragmento.",
            )
        )
    return url


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities (`SSL_CERT_FILE` adds an operator's own) and those certifi brings."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
