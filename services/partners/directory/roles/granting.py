"""The one decision over a grant: who makes it, whose it becomes, by which door, and which state it leads to.

Every door by which a role, its profile, a link, a claim rule, a roster's roles, a client, a party or a consent is made or
widened asks here.
What is decided is the state afterwards, so the order of steps plays no part in it:

- nobody grants to themselves, and no party writes the ground it stands on;
- whoever comes to a role that reaches far has it of two people, or of the operator, never of one alone;
- and nobody comes in as its holder by a link that one alone made.

`tests/isolation/test_doors_of_grants.py` finds the doors in the code.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.partners.directory.roles.catalogue import hold, reaching
from services.partners.directory.roles.errors import (
    LinkNotConfirmed,
    NotAnotherPerson,
    SecondPersonNeeded,
)
from services.partners.directory.roles.repository import lone_links
from services.partners.directory.staff.repository import lock_staff
from shared.context.context import Context
from shared.errors import NotPermitted, NotToYourself, Refusal
from shared.principal import Principal
from shared.texts.words import Words


class What(StrEnum):
    """What is granted."""

    ROLE = "role"
    IDENTITY = "identity"
    CLAIM_RULE = "claim_rule"
    ROSTER_ROLES = "roster_roles"
    ROLE_PROFILE = "role_profile"
    CLIENT = "client"
    PARTY = "party"
    CONSENT = "consent"


class Source(StrEnum):
    """By which door."""

    HAND = "hand"
    #: What a roster lists of roles the district lets it bring.
    ROSTER = "roster"
    #: What claim rules, which were decided when they were written, bring at a sign-in.
    SIGN_ON = "sign_on"


class Verdict(StrEnum):
    """What becomes of it."""

    GRANTED = "granted"
    SECOND_PERSON = "second_person_needed"
    NOT_ANOTHER = "not_another_person"
    TO_ONESELF = "not_to_yourself"
    LONE_LINK = "link_not_confirmed"
    ANOTHERS = "for_another"
    OWN_GROUND = "own_ground"
    NOT_PLACED = "no_such_student"


@dataclass(frozen=True)
class Maker:
    """Who asks for a grant, or confirms it: `kind` is `person`, `client`, `service` or, for the operator, `operator`."""

    actor: str
    kind: str
    #: The district's own, or of a party that stands for it: not one of those a ground is written for.
    for_district: bool = True

    def is_person(self, staff_id: UUID | None) -> bool:
        """Is it this member of staff?"""
        return staff_id is not None and self.actor == f"person:{staff_id}"


OPERATOR = Maker("operator", "operator")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What is granted to whom, and where it leads.

    `target` is the member of staff whose it becomes, if it is anybody's yet. `reach` are the far-reaching roles they hold or
    could come to once it is written; `lone_links` the links to them that one person or system alone made.
    """

    what: What
    source: Source = Source.HAND
    target: UUID | None = None
    reach: frozenset[str] = frozenset()
    lone_links: tuple[UUID, ...] = ()
    #: Of a row about a student: is, or was, the student its school's?
    placed: bool = True


@dataclass(frozen=True)
class Voices:
    """Who asked for a grant that waited, and who stands for it besides; `asked_at` is when it began to wait."""

    asked: Maker
    second: Maker
    asked_at: datetime | None = None


def maker_of(principal: Principal, *, for_district: bool | None = None) -> Maker:
    """The caller; a client the operator made for setting up is the operator's hand, until it ends."""
    kind = "operator" if principal.sets_up else principal.kind
    return Maker(principal.actor, kind, principal.party is None if for_district is None else for_district)


def maker_by(actor: str) -> Maker:
    """Whoever an actor's name in a row says it was."""
    return Maker(actor, actor.partition(":")[0])


def verdict(grant: Grant, asked: Maker, second: Maker | None = None) -> Verdict:
    """What becomes of a grant. Knows nothing of what was done before it: only what will be."""
    if grant.what in (What.PARTY, What.CONSENT):
        if not asked.for_district:
            return Verdict.OWN_GROUND
        return Verdict.GRANTED if grant.placed else Verdict.NOT_PLACED
    if grant.what is What.CLIENT:
        return _of_client(grant, asked)
    if any(maker.is_person(grant.target) for maker in (asked, second) if maker is not None):
        return Verdict.TO_ONESELF
    if not grant.reach:
        return Verdict.GRANTED
    if grant.lone_links:
        return Verdict.LONE_LINK
    if asked.kind == "operator":
        return Verdict.GRANTED
    if grant.source is not Source.HAND:
        # Two people let the roster, or the rule, bring it; one person's own list is no such thing.
        return Verdict.SECOND_PERSON if asked.kind == "person" else Verdict.GRANTED
    if second is None:
        return Verdict.SECOND_PERSON
    return Verdict.GRANTED if is_another(asked, second) else Verdict.NOT_ANOTHER


def is_another(asked: Maker, second: Maker) -> bool:
    """May the second stand for what the first asked: somebody else of the district's own people, or the operator?"""
    return second.kind == "operator" or (
        second.kind == "person" and second.for_district and second.actor != asked.actor
    )


def _of_client(grant: Grant, asked: Maker) -> Verdict:
    """A person's client is made by that person alone; all others by systems, and what acts as a person by no system.

    A client for setting up, which reaches as far as the operator, is the operator's.
    """
    if asked.kind == "operator":
        return Verdict.GRANTED
    if grant.reach:
        return Verdict.ANOTHERS
    if asked.is_person(grant.target):
        return Verdict.GRANTED
    return Verdict.ANOTHERS if asked.kind == "person" or grant.target is not None else Verdict.GRANTED


async def decide(
    ctx: Context,
    grant: Grant,
    voices: Voices | None = None,
    *,
    asked: Maker | None = None,
    refusals: Mapping[Verdict, Callable[[], Refusal]] | None = None,
) -> None:
    """Let a door go on, or raise what keeps it shut.

    `voices` are of a grant that waited and is confirmed; `asked` is who asks where it is not the caller alone; `refusals` what
    the door says in its own words. Raises `SecondPersonNeeded`, `NotAnotherPerson`, `NotToYourself`, `LinkNotConfirmed`,
    `NotPermitted`.
    """
    first = voices.asked if voices else asked or maker_of(ctx.principal)
    found = verdict(grant, first, voices.second if voices else None)
    if found is Verdict.GRANTED:
        return
    own = (refusals or {}).get(found)
    raise own() if own else _refusal(found, grant)


async def role_for(
    ctx: Context, staff_id: UUID, roles: Collection[str], *, what: What = What.ROLE, source: Source = Source.HAND
) -> Grant:
    """The grant of roles to somebody, with the state it leads to; nobody changes what hangs on them meanwhile."""
    await hold(ctx, roles)
    reach = await reaching(ctx, roles)
    if not reach:
        return Grant(what=what, source=source, target=staff_id)
    await lock_staff(ctx, staff_id)
    lone = await lone_links(ctx, [staff_id])
    return Grant(what=what, source=source, target=staff_id, reach=reach, lone_links=tuple(lone.get(staff_id, ())))


def _refusal(found: Verdict, grant: Grant) -> Refusal:
    match found:
        case Verdict.SECOND_PERSON:
            return SecondPersonNeeded(
                Words(
                    f"It leads to {', '.join(sorted(grant.reach))}. Ask for it by itself: "
                    "it waits until somebody else confirms it.",
                    es=f"Lleva a {', '.join(sorted(grant.reach))}. Pídalo por "
                    "separado: espera hasta que otra persona lo confirme.",
                ),
                grant=grant,
            )
        case Verdict.NOT_ANOTHER:
            return NotAnotherPerson(
                Words(
                    "Neither who asked for it nor whose it becomes stands for it.",
                    es="No puede responder por ello quien lo pidió ni quien lo recibe.",
                )
            )
        case Verdict.LONE_LINK:
            return LinkNotConfirmed(
                Words(
                    f"Somebody else confirms {', '.join(str(id_) for id_ in grant.lone_links)} first, or takes it away.",
                    es=f"Antes, otra persona confirma {', '.join(str(id_) for id_ in grant.lone_links)} o lo quita.",
                )
            )
        case Verdict.OWN_GROUND:
            return NotPermitted(
                Words(
                    "It is written down by the district's own people and systems.",
                    es="Lo registran las personas y los sistemas propios del distrito.",
                )
            )
        case Verdict.TO_ONESELF:
            return NotToYourself(
                Words("Somebody else with the right must do it.", es="Debe hacerlo otra persona que tenga el derecho.")
            )
    return NotPermitted(Words(f"{found}: somebody else must do it.", es=f"{found}: debe hacerlo otra persona."))
