"""After a change of SECRET_KEY: everything the old one sealed is sealed with the new one."""

from cryptography.fernet import InvalidToken

from services.partners.access.tokens import repository, rules
from services.partners.access.tokens.keys import NotPossible
from shared.context.work import work_for
from shared.db.engine import Database
from shared.settings import Settings


async def reseal(db: Database, settings: Settings, old_secret: str) -> int:
    """Seal with today's SECRET_KEY what the old one sealed: signing keys, and what identity providers know us by.

    Returns how many were sealed anew. Broken off, it can be begun again. Raises `NotPossible` when neither opens something.
    """
    count = 0
    async with repository.session(db) as session, session.begin():
        await repository.lock_keys(session)
        for row in await repository.list_keys(session):
            if row.sealed_private_jwk and (sealed := _anew(row.sealed_private_jwk, old_secret, settings.secret_key)):
                row.sealed_private_jwk = sealed
                count += 1
    for district_id in await repository.list_districts(db):
        async with work_for(db, settings, district_id) as ctx:
            for provider_id, kept in (await repository.sealed_secrets(ctx)).items():
                if sealed := _anew(kept, old_secret, settings.secret_key):
                    await repository.put_sealed_secret(ctx, provider_id, sealed)
                    count += 1
    return count


def _anew(sealed: str, old: str, new: str) -> str | None:
    """What was sealed with the old secret, sealed with the new one; None if it is already."""
    for secret in (new, old):
        try:
            opened = rules.unseal(sealed, secret)
        except InvalidToken:
            continue
        return None if secret == new else rules.seal(opened, new)
    raise NotPossible("that is not the secret they are sealed with")
