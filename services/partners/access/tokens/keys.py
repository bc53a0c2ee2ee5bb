"""The keys tokens are signed with: made, published, rotated, retired."""

from typing import Any

from joserfc.jwk import ECKey, KeySet
from sqlalchemy.ext.asyncio import AsyncSession

from services.partners.access.tokens import repository, rules
from services.partners.access.tokens.tables import SigningKeyRow
from shared import clock
from shared.db.engine import Database
from shared.settings import Settings


class NotPossible(Exception):
    """What the operator asked of the keys cannot be done; says why."""


async def published_keys(db: Database, settings: Settings) -> dict[str, Any]:
    """The public keys as a JWK set, the signing one first; the first key is made when there is none."""
    await signing_key(db, settings)
    async with repository.session(db) as session:
        return {"keys": [row.public_jwk for row in await repository.list_published(session, clock.now())]}


async def key_set(db: Database) -> KeySet:
    """The keys tokens may be checked with."""
    async with repository.session(db) as session:
        rows = await repository.list_published(session, clock.now())
    return KeySet([ECKey.import_key(row.public_jwk) for row in rows])


async def signing_key(db: Database, settings: Settings) -> ECKey:
    """The key that signs; the first is made when it is asked for."""
    if not settings.secret_key:
        raise RuntimeError("SECRET_KEY is not set")
    if sealed := await repository.sealed_signing_key(db):
        return ECKey.import_key(rules.unseal(sealed, settings.secret_key))
    async with repository.session(db) as session, session.begin():
        await repository.lock_keys(session)
        row = await repository.find_signing_key(session)
        if row is None or row.sealed_private_jwk is None:
            return _add(session, settings)
        return ECKey.import_key(rules.unseal(row.sealed_private_jwk, settings.secret_key))


async def listed(db: Database) -> list[SigningKeyRow]:
    """Every key there ever was, newest first; private halves stay sealed."""
    async with repository.session(db) as session:
        return await repository.list_keys(session)


async def rotate(db: Database, settings: Settings, *, compromised: bool = False) -> str:
    """Sign with a new key from now on; returns its id.

    The old one stays published until the last token it signed has expired, or if compromised not a moment longer. Its
    private half is wiped at once: nothing is signed with it again.
    """
    now = clock.now()
    async with repository.session(db) as session, session.begin():
        await repository.lock_keys(session)
        for row in await repository.list_published(session, now):
            row.sealed_private_jwk = None
            if compromised:
                row.published_until = now
            elif row.published_until is None:
                row.published_until = now + rules.LIFETIME + rules.GRACE
        key = _add(session, settings)
        return str(key.kid)


async def retire(db: Database, kid: str) -> None:
    """Publish an old key no longer: tokens it signed are refused. Raises `NotPossible`."""
    now = clock.now()
    async with repository.session(db) as session, session.begin():
        await repository.lock_keys(session)
        found = [row for row in await repository.list_published(session, now) if row.kid == kid]
        if not found:
            raise NotPossible("no published key has this id")
        if found[0].published_until is None:
            raise NotPossible("this key signs; rotate first, with --compromised if it leaked")
        found[0].published_until = now


def _add(session: AsyncSession, settings: Settings) -> ECKey:
    key = rules.new_key()
    session.add(
        SigningKeyRow(
            kid=key.kid,
            public_jwk=key.as_dict(private=False),
            sealed_private_jwk=rules.seal(key.as_dict(private=True), settings.secret_key),
            created_at=clock.now(),
        )
    )
    return key
