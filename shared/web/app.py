"""The application every service is: the same edges, health, metrics, refusals and OpenAPI; only the rooms differ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared import telemetry
from shared.audit.recording import Refusals
from shared.auth.ended import EndedAccess
from shared.auth.policy import Policy
from shared.auth.tokens import Keys, Verifier
from shared.db.engine import Database
from shared.db.schema import check_schema
from shared.errors import Unavailable, refusals
from shared.logging import configure as configure_logs
from shared.logging import log, where
from shared.rooms import Rooms
from shared.schemas import Reply
from shared.settings import Settings
from shared.texts.words import Words
from shared.web import handlers
from shared.web.audit_entries.routes import audit
from shared.web.cors import CrossOrigin, Origins
from shared.web.docs import docs
from shared.web.edge import Edge
from shared.web.fastpath import Lanes
from shared.web.handlers import Form
from shared.web.limits import Limits
from shared.web.locations import Locations
from shared.web.me.routes import me
from shared.web.openapi import describe, routes_of, uploads_of
from shared.web.operations import operations
from shared.web.requires import public
from shared.web.setup.routes import setup
from shared.web.texts.routes import router as texts
from shared.web.throttle import Guesses
from shared.web.tickets.downloads import Downloads
from shared.web.tickets.routes import router as tickets

VERSION = "0.1.0"
#: Invalid tokens an address may send at once, and seconds until one more: generous, since a school behind one address has many
#: people whose tokens run out.
INVALID_TOKENS, INVALID_TOKEN_SECONDS = 300, 0.2


class Health(Reply):
    """`ok`; an unhealthy process answers 503 or not at all."""

    status: str


def create_app(
    settings: Settings,
    *,
    summary: str,
    rooms: Rooms,
    policy: Policy,
    with_cookies: tuple[str, ...] = (),
    refusal_forms: dict[str, Form] | None = None,
) -> FastAPI:
    """Build a service of its rooms.

    `with_cookies` are the paths a front end of another origin may call with the browser's cookies; `refusal_forms` maps the
    beginnings of paths whose standard has its own form of refusals to that form.
    """
    rooms.load_tables()
    known = (room.KNOWN for room in rooms.files("me"))
    checks = (check for room in rooms.files("setup") for check in room.CHECKS)
    kernel = [me(known), texts, tickets, setup(policy, checks), audit(policy), operations(policy), _health()]
    kernel.append(docs(f"Throughline {settings.service}"))
    app = _bare(settings, summary, [*rooms.routers(), *kernel])
    keys, ended = Keys(settings.keys_url), EndedAccess(app.state.db)
    app.state.verifier = Verifier(keys, settings.issuer, settings.service, ended)
    app.state.limits = Limits.of(settings)
    app.state.failed_tokens = Guesses(INVALID_TOKENS, INVALID_TOKEN_SECONDS)
    app.add_middleware(CrossOrigin, origins=Origins(app.state.db, with_cookies))
    app.state.refusal_forms.update(refusal_forms or {})
    describe(app)
    return app


def create_health_app(settings: Settings) -> FastAPI:
    """What a worker without an api answers: health and metrics."""
    return _bare(settings, "Health of a worker", [_health()])


def _bare(settings: Settings, summary: str, routers: list[APIRouter]) -> FastAPI:
    configure_logs(settings.service, settings.log_level)
    telemetry.configure(settings.service)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await check_schema(settings)
        except Exception as error:
            log.error("not_started", error_class=type(error).__name__, where=where(error))
            raise
        yield
        await app.state.refusals.settle()
        await app.state.db.close()

    app = FastAPI(
        title=f"Throughline {settings.service}",
        summary=summary,
        version=VERSION,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        # FastAPI's page loads scripts from elsewhere; ours is `shared/web/docs.py`.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # The edge traces and counts; FastAPI's own would do it twice and put error messages into spans.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.db = Database(
        settings.database_url, pool_size=settings.database_pool_size, statement_seconds=settings.statement_seconds
    )
    app.state.refusals = Refusals(app.state.db)
    app.state.routers = routers
    app.state.refusal_forms = {}
    #: Called when the process is told to end: whatever would keep its requests from ever finishing.
    app.state.before_shutdown = []
    app.state.uploads = uploads_of(app)
    app.state.lanes = Lanes(routes_of(app))
    app.state.locations = Locations(routes_of(app))
    app.state.downloads = Downloads(routes_of(app))
    handlers.install(app)
    for router in routers:
        app.include_router(router)
    app.add_middleware(Edge, settings=settings)
    return app


def _health() -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/livez", dependencies=[public()], response_model=Health, responses=refusals(guarded=False))
    async def check_alive() -> Health:
        """Report that the process is running."""
        return Health(status="ok")

    @router.get("/readyz", dependencies=[public()], response_model=Health, responses=refusals(guarded=False))
    async def check_ready(request: Request) -> Health:
        """Report that the service is ready: the database answers and its schema is current."""
        try:
            async with asyncio.timeout(2):
                await request.app.state.db.ping()
                await check_schema(request.app.state.settings)
        except Exception as error:
            log.warning("not_ready", error_class=type(error).__name__, where=where(error))
            raise Unavailable(
                Words("The database does not answer as it should.", es="La base de datos no responde como debe."),
                headers={"Retry-After": "2"},
            ) from None
        return Health(status="ok")

    @router.get("/metrics", dependencies=[public()], include_in_schema=False)
    async def read_metrics() -> Response:
        """Prometheus metrics; the gateway keeps them inside."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
