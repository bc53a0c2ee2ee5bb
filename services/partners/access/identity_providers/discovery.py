"""Reading what an issuer says about itself, and keeping its keys fresh: new ones at once, retired ones not for long."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from sqlalchemy.orm.attributes import set_committed_value

from services.partners.access.identity_providers import repository, rules
from services.partners.access.identity_providers.errors import (
    DiscoveryIncomplete,
    IdentityProviderUnreachable,
    IssuerMismatch,
    NoUsableKeys,
)
from services.partners.access.identity_providers.tables import IdentityProviderRow
from shared.context.work import work_for
from shared.db.engine import Database
from shared.errors import OUTSIDE, Refusal
from shared.logging import log
from shared.settings import Settings
from shared.texts.words import Words
from shared.web.egress import Outside

#: Keys older than this are read again when next needed.
FRESH = timedelta(hours=1)
#: How long the keys of an issuer that does not answer serve on.
SERVE_ON = timedelta(hours=24)
#: An unknown key id asks again at once, but not in a storm; a failing issuer is left alone for a while.
UNKNOWN_KEY_WAIT = timedelta(seconds=2)
STALE_WAIT = timedelta(seconds=30)

#: What reading an issuer may be refused with.
UNREADABLE: tuple[type[Refusal], ...] = (*OUTSIDE, IssuerMismatch, DiscoveryIncomplete, NoUsableKeys)

_asking: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True)
class Described:
    """An issuer's own word: its document as far as we use it, and its keys."""

    discovery: dict[str, Any]
    jwks: list[dict[str, Any]]


def outside(settings: Settings) -> Outside:
    """The way to addresses of issuers."""
    return Outside(settings.private_networks)


async def discover(settings: Settings, issuer: str, algorithms: list[str]) -> Described:
    """Read an issuer's document and keys. Raises one of `UNREADABLE`."""
    reader = outside(settings)
    found = await reader.read(rules.discovery_address(issuer))
    if found.get("issuer") != issuer:
        raise IssuerMismatch(
            Words(
                "The document's `issuer` must equal the registered one letter by letter.",
                es="El `issuer` del documento debe ser igual, letra por letra, al registrado.",
            )
        )
    if faults := rules.faults_of_document(found, algorithms):
        raise DiscoveryIncomplete(
            Words(
                "Its discovery document lacks what we need.",
                es="A su documento de descubrimiento le falta lo necesario.",
            ),
            errors=faults,
        )
    jwks = rules.keys_of(await reader.read(found["jwks_uri"]))
    if not jwks:
        raise NoUsableKeys(
            Words(
                "RSA keys of 2048 bits or more, and P-256, P-384 and P-521 keys are.",
                es="Sirven las claves RSA de 2048 bits o más y las P-256, P-384 y P-521.",
            )
        )
    return Described(rules.document_of(found), jwks)


async def keys_of(
    db: Database, settings: Settings, provider: IdentityProviderRow, kid: str | None, now: datetime
) -> list[dict[str, Any]]:
    """The issuer's keys: read again when an hour old, and at once (but not in a storm) when `kid` is none of them.

    While the issuer does not answer they serve on for a day. Raises `IdentityProviderUnreachable`.
    """
    if not rules.knows(provider.jwks, kid):
        await _refresh(db, settings, provider, kid, UNKNOWN_KEY_WAIT)
    elif now - provider.fetched_at > FRESH:
        await _refresh(db, settings, provider, kid, STALE_WAIT)
    if now - provider.fetched_at > SERVE_ON:
        raise IdentityProviderUnreachable(
            Words("Its keys could not be read for a day.", es="Desde hace un día no se pueden leer sus claves."),
            headers={"Retry-After": "30"},
        )
    return provider.jwks


async def _refresh(
    db: Database, settings: Settings, provider: IdentityProviderRow, kid: str | None, wait: timedelta
) -> None:
    """Ask the issuer, in work of its own: that it was asked stands even when the sign-in is refused."""
    lock = _asking.setdefault(provider.id, asyncio.Lock())
    async with lock:
        async with work_for(db, settings, provider.district_id) as work:
            kept = await repository.get_provider(work, provider.id)
            # Somebody who waited here with us may have read them meanwhile.
            newer = kept.fetched_at > provider.fetched_at and rules.knows(kept.jwks, kid)
            asks = not newer and await repository.may_ask(work, provider.id, work.now, wait)
        _take(provider, kept)
        if not asks:
            return
        try:
            described = await discover(settings, provider.issuer, provider.algorithms)
        except UNREADABLE as refusal:
            log.warning("issuer_unreadable", code=refusal.code, provider_id=str(provider.id))
            return
        async with work_for(db, settings, provider.district_id) as work:
            await repository.keep(work, provider.id, described.discovery, described.jwks, work.now)
            kept = await repository.get_provider(work, provider.id)
        _take(provider, kept)


def _take(provider: IdentityProviderRow, kept: IdentityProviderRow) -> None:
    for name in ("discovery", "jwks", "fetched_at", "asked_at"):
        set_committed_value(provider, name, getattr(kept, name))
