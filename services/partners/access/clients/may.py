"""What a caller may do to a machine client, and to its secrets, now, in SQL: as `bounds.py` has it."""

from services.partners.access.clients import repository, rules, transitions
from services.partners.access.clients.bounds import MAKES_CLIENTS, check_owner, check_within
from services.partners.access.clients.transitions import CHANGE, REVOKE, REVOKE_SECRET, SECRETS, ClientState
from services.partners.permissions import POLICY
from shared.auth.may import CLIENT, ME, NETWORKS, NOW, PARTY, SCOPES, SPEAKS_AS, May

#: The client the caller came with, where it is another.
_MINE = f"select from clients mine where mine.district_id = s.district_id and mine.id = {CLIENT} and mine.id <> s.id"
#: The operator's client for setting up hands on to what hands nothing on itself, whose end and networks are its own.
_SETS_UP = f"('{MAKES_CLIENTS}' <> all(s.scopes) and exists ({_MINE} and mine.for_setup))"
_LASTS = "(mine.expires_at is null or coalesce(s.expires_at <= mine.expires_at, false))"
_NETWORKS = f"""(cardinality({NETWORKS}::text[]) = 0 or (cardinality(s.networks) > 0 and not exists (
    select from unnest(s.networks) called (net) where not exists (
      select from unnest({NETWORKS}::text[]) own (net) where called.net::inet <<= own.net::inet))))"""
_WITHIN = f"""s.scopes <@ {SCOPES}::text[]
    and ({PARTY} is null or coalesce(s.party_id = {PARTY}, false) and s.staff_id is null and not s.may_exchange)
    and not exists ({_MINE} and not (
      (mine.school_ids is null or coalesce(s.school_ids <@ mine.school_ids, false))
      and (mine.services is null or coalesce(s.services <@ mine.services, false))))
    and ({_SETS_UP} or ({_NETWORKS} and not exists ({_MINE} and not {_LASTS})))"""
#: People make the clients that act as them, and no others; systems those of systems; the operator those for setting up.
_OWNER = f"""({SPEAKS_AS} = 'operator' or (not s.for_setup and case when {SPEAKS_AS} = 'person'
    then coalesce(s.staff_id = {ME}, false) else s.staff_id is null end))"""
_LIVE_SECRETS = f"""(select count(*) from client_secrets k where k.district_id = s.district_id and k.client_id = s.id
    and k.revoked_at is null and coalesce(k.expires_at > {NOW}, true))"""
STATE = f"case when s.revoked_at is null then '{ClientState.LIVE}' else '{ClientState.REVOKED}' end"

MAY = May(
    POLICY,
    (CHANGE, SECRETS, REVOKE),
    repository.LISTING,
    state=STATE,
    school="",
    conditions={
        check_owner: _OWNER,
        check_within: f"{_OWNER} and {_WITHIN}",
        transitions.has_room: f"{_LIVE_SECRETS} < {rules.MOST_SECRETS}",
    },
)
MAY_OF_SECRETS = May(POLICY, (REVOKE_SECRET,), repository.SECRETS, state=STATE, school="")
#: Clients, and their secrets, as callers are shown them.
LISTING, SECRETS_LISTING = MAY.on(repository.LISTING), MAY_OF_SECRETS.on(repository.SECRETS)
