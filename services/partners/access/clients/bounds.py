"""Nobody hands a client more than they hold themselves, nor to somebody else."""

from collections.abc import Collection

from services.partners.access.clients import repository, rules
from services.partners.access.clients.errors import (
    BeyondYourClient,
    NetworkNotYours,
    OnlyForYourself,
    PartyNotYours,
    ScopeNotForParties,
    ScopeNotYours,
)
from services.partners.access.clients.tables import ClientRow
from services.partners.directory.roles.granting import Grant, Verdict, What, decide
from services.partners.directory.staff.repository import find_staff
from services.partners.privacy.parties.service import basis_of
from shared.auth.profiles import FAR_REACHING
from shared.auth.scopes import FREE_TEXT, open_on
from shared.context.context import Context
from shared.errors import fault
from shared.texts.words import Words

MAKES_CLIENTS = "clients:write"


async def check_owner(ctx: Context, row: ClientRow) -> None:
    """A client for somebody else, or for nobody, would act with rights its maker does not have. Raises `OnlyForYourself`."""
    is_person = ctx.principal.kind == "person"
    said = (
        Words(
            "Name yourself as staff_id; the district's administration client makes all others.",
            es="Nómbrese a sí mismo en staff_id; los demás los crea el cliente de administración del distrito.",
        )
        if is_person
        else Words(
            "People make the clients that act as them, and the operator those for setting up.",
            es="Las personas crean los clientes que actúan como ellas, y el operador los de configuración.",
        )
    )
    grant = Grant(what=What.CLIENT, target=row.staff_id, reach=FAR_REACHING if row.for_setup else frozenset())
    await decide(ctx, grant, refusals={Verdict.ANOTHERS: lambda: OnlyForYourself(said)})


async def check_within(ctx: Context, row: ClientRow) -> None:
    """Whoever hands out a way in must hold all it opens.

    Raises `ScopeNotYours`, `PartyNotYours`, `NetworkNotYours`, `BeyondYourClient`.
    """
    await check_owner(ctx, row)
    _check_scopes(ctx, row, frozenset(row.scopes))
    _check_party(ctx, row)
    names = rules.BOUNDS
    if await _sets_up(ctx, row):
        names -= {"expires_at"}
    else:
        _check_networks(ctx, row)
    await _check_bounds(ctx, row, names)


async def check_ground(ctx: Context, row: ClientRow) -> None:
    """No client gets a scope that is not open on the ground its party, or its person's, stands on.

    No token carries it either, whenever the ground became another: this says so to whoever grants it. Raises
    `ScopeNotForParties`.
    """
    person = None if row.staff_id is None else await find_staff(ctx, row.staff_id)
    for party_id in (row.party_id, None if person is None else person.party_id):
        open_ = open_on(await basis_of(ctx, party_id), row.scopes)
        closed = [
            fault(
                f"/scopes/{place}",
                Words(f"it opens {FREE_TEXT[scope]}", es=f"da acceso a {FREE_TEXT[scope].es}"),
                "scope_not_for_parties",
            )
            for place, scope in enumerate(row.scopes)
            if scope not in open_
        ]
        if closed:
            raise ScopeNotForParties(
                Words(
                    "Leave them out: nobody can say that no student is in it.",
                    es="Déjelos fuera: nadie puede asegurar que no mencionen a un estudiante.",
                ),
                errors=closed,
            )


async def check_growth(ctx: Context, row: ClientRow, before: rules.Reach, after: rules.Reach) -> None:
    """What a change adds must be the caller's; a further key is a further way in to the whole."""
    if after.kids - before.kids or MAKES_CLIENTS in after.scopes - before.scopes:
        await check_within(ctx, row)
    _check_scopes(ctx, row, after.scopes - before.scopes)
    if after.may_exchange and not before.may_exchange:
        _check_party(ctx, row)
    names = rules.beyond(after, before)
    if await _sets_up(ctx, row):
        names -= {"expires_at"}
    elif before.networks != after.networks:
        _check_networks(ctx, row)
    await _check_bounds(ctx, row, names, before)


async def _sets_up(ctx: Context, row: ClientRow) -> bool:
    """Is it the operator's client for setting up that hands on to another, which hands nothing on itself?

    Its end and its networks are its own: a district's systems outlast its first days, and call from elsewhere.
    """
    mine = ctx.principal.client_id
    if mine is None or mine == row.id or MAKES_CLIENTS in row.scopes:
        return False
    found = await repository.hold_client(ctx, mine)
    return found is not None and found.for_setup


def _check_scopes(ctx: Context, row: ClientRow, wanted: frozenset[str]) -> None:
    beyond = [
        fault(f"/scopes/{place}", Words("your own token lacks it", es="su propio token no lo tiene"), "scope_not_yours")
        for place, scope in enumerate(row.scopes)
        if scope in wanted - ctx.principal.scopes
    ]
    if beyond:
        raise ScopeNotYours(
            Words(
                "Is the name right? All there are: contracts/permissions.md. Else ask a client that holds it.",
                es="¿Es correcto el nombre? Todos están en contracts/permissions.md. "
                "Si lo es, pídalo a un cliente que lo tenga.",
            ),
            errors=beyond,
        )


def _check_party(ctx: Context, row: ClientRow) -> None:
    """Whoever belongs to a party makes clients of that party; people and exchanges of the district are not theirs."""
    party = ctx.principal.party
    if party is None:
        return
    faults = [
        fault(
            pointer,
            Words("your own token belongs to a party", es="su propio token es de una entidad externa"),
            "party_not_yours",
        )
        for pointer, beyond in (
            ("/party_id", row.party_id != party.id),
            ("/staff_id", row.staff_id is not None),
            ("/may_exchange", row.may_exchange),
        )
        if beyond
    ]
    if faults:
        raise PartyNotYours(
            Words("Make it a client of your own party.", es="Haga que sea un cliente de su propia entidad."),
            errors=faults,
        )


def _check_networks(ctx: Context, row: ClientRow) -> None:
    if not rules.networks_within(row.networks, ctx.principal.networks):
        outside = [
            fault(
                "/networks",
                Words(
                    f"within {', '.join(ctx.principal.networks)}", es=f"dentro de {', '.join(ctx.principal.networks)}"
                ),
                "network_not_yours",
            )
        ]
        raise NetworkNotYours(
            Words("Bind it to networks of your own client.", es="Límitelo a redes de su propio cliente."),
            errors=outside,
        )


async def _check_bounds(
    ctx: Context, row: ClientRow, names: Collection[str], before: rules.Reach | None = None
) -> None:
    """Schools, services and end of the client the caller came with bind what it makes, and what it makes of itself."""
    client_id = ctx.principal.client_id
    if not names or client_id is None:
        return
    if client_id == row.id and before is not None:
        mine = before
    else:
        found = await repository.hold_client(ctx, client_id)
        # Whoever came by a front end has no client of their own.
        mine = rules.reach_of(found) if found is not None else rules.reach_of(row)
    beyond = sorted(rules.beyond(rules.reach_of(row), mine) & set(names))
    if beyond:
        faults = [
            fault(
                f"/{name}",
                Words("your own client is bound closer", es="su propio cliente tiene límites más estrechos"),
                "beyond_your_client",
            )
            for name in beyond
        ]
        raise BeyondYourClient(
            Words("Bind it as your own client is bound.", es="Póngale los mismos límites que tiene su propio cliente."),
            errors=faults,
        )
