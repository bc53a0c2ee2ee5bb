"""The outermost layer: correlation id, trace, metrics, size limit, security headers. Plain ASGI, so that it costs little."""

import time
from typing import Any
from uuid import UUID, uuid4

from opentelemetry.trace import SpanKind
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import telemetry
from shared.error_mapping import as_refusal, fault_of_ours
from shared.errors import BodyTooLarge, HeadersTooLarge, HeadersUnclear, Refusal
from shared.logging import begin, request_line
from shared.settings import Settings
from shared.texts.languages import read_by
from shared.texts.words import Words
from shared.web import endings
from shared.web.conditional import Conditional
from shared.web.handlers import problem
from shared.web.tickets import admitting

QUIET = ("/livez", "/readyz", "/metrics")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-site"),
]
#: Headers that have one value (RFC 9110 §5.3). Of two, one reader takes the first and another the last.
SINGLE = frozenset(
    (
        *(
            b"authorization",
            b"content-length",
            b"content-type",
            b"host",
            b"idempotency-key",
            b"if-match",
            b"if-none-match",
            b"last-event-id",
            b"origin",
        ),
        *(b"range", b"traceparent", b"x-correlation-id", b"x-throughline-session"),
    )
)
#: What a ticket opens may be shown by any page that has it: the front end is often another site.
SHOWN_ELSEWHERE = [*(header for header in HEADERS if header[0] != b"cross-origin-resource-policy")]
SHOWN_ELSEWHERE.append((b"cross-origin-resource-policy", b"cross-origin"))
MOST_HEADERS, MOST_HEADER_BYTES = 100, 32_768


class Edge:
    """Wraps the whole application of a service."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        unclear = _unclear(scope["headers"], headers, scope.get("http_version", ""))
        scope["correlation_id"] = _correlation(headers.get(b"x-correlation-id"))
        begin(correlation_id=scope["correlation_id"])
        read_by(headers.get(b"accept-language", b"").decode("latin-1"))
        parent = telemetry.remote(headers.get(b"traceparent", b"").decode("latin-1") or None)
        with telemetry.tracer.start_as_current_span(
            scope["method"], context=parent, kind=SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            await self._measured(scope, headers, unclear, receive, send, span)

    async def _measured(
        self,
        scope: Scope,
        headers: dict[bytes, bytes],
        unclear: Refusal | None,
        receive: Receive,
        send: Send,
        span: Any,
    ) -> None:
        started, replied = time.perf_counter(), 0.0
        limit = self._limit(scope)

        reply = Conditional(send, scope["method"], headers.get(b"if-none-match", b"").decode("latin-1") or None)

        async def send_on(message: Message) -> None:
            nonlocal replied
            if message["type"] == "http.response.start":
                replied = time.perf_counter()
                sent = {name.lower() for name, _ in message["headers"]}
                allowance = scope.get("allowance")
                message["headers"] = [
                    *message["headers"],
                    (b"x-correlation-id", scope["correlation_id"].encode()),
                    *(header for header in _always(scope) if header[0] not in sent),
                    *(allowance.headers() if allowance else ()),
                    *endings.headers_of(scope.get("route")),
                ]
            await reply(message)

        try:
            headers = headers if unclear else admitting.admit(scope, headers)
            declared = headers.get(b"content-length", b"0")
            if unclear is not None:
                await problem(scope, unclear)(scope, receive, send_on)
            elif declared.isdigit() and int(declared) > limit:
                refusal = BodyTooLarge(Words(f"At most {limit} bytes.", es=f"Como máximo {limit} bytes."))
                await problem(scope, refusal)(scope, receive, send_on)
            elif scope["method"] == "GET" and (found := scope["app"].state.lanes.find(scope["path"])) is not None:
                lane, path = found
                await (await lane(scope, headers, path))(scope, receive, send_on)
            else:
                await self.app(scope, _limited(receive, limit), send_on)
        except ClientDisconnect:
            # Whoever hung up in the middle of a body gets no reply, and it is no fault of ours.
            reply.status = 499
        except Exception as error:
            # The last net: the class and the place are logged, never a message, which may hold data.
            found = as_refusal(error) or fault_of_ours(error)
            if not replied:
                await problem(scope, found)(scope, receive, send_on)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            # A stream is measured to its first byte.
            seconds = (replied if replied and scope.get("is_stream") else time.perf_counter()) - started
            telemetry.REQUESTS.labels(scope["method"], route, reply.status).observe(seconds)
            span.update_name(f"{scope['method']} {route}")
            if route not in QUIET:
                request_line(
                    method=scope["method"], route=route, status=reply.status, duration_ms=round(seconds * 1e3, 1)
                )

    def _limit(self, scope: Scope) -> int:
        """How many bytes the body may have."""
        if scope["method"] != "GET":
            for method, form, limit in scope["app"].state.uploads:
                if method == scope["method"] and form.match(scope["path"]):
                    return int(getattr(self.settings, limit))
        return self.settings.max_body_bytes


def _always(scope: Scope) -> list[tuple[bytes, bytes]]:
    """What every reply says to browsers, unless it says so itself."""
    return SHOWN_ELSEWHERE if "ticket" in scope else HEADERS


def _unclear(sent: list[tuple[bytes, bytes]], headers: dict[bytes, bytes], version: str) -> Refusal | None:
    """Why the headers are not to be acted on, if they are not: lanes and routes must read the same in them."""
    if len(sent) > MOST_HEADERS or sum(len(name) + len(value) for name, value in sent) > MOST_HEADER_BYTES:
        return HeadersTooLarge(
            Words(
                f"At most {MOST_HEADERS} headers of {MOST_HEADER_BYTES} bytes together.",
                es=f"Como máximo {MOST_HEADERS} encabezados, de {MOST_HEADER_BYTES} bytes en total.",
            )
        )
    if len(headers) < len(sent):
        names = [name for name, _ in sent if name in SINGLE]
        for name in headers.keys() & SINGLE:
            if names.count(name) > 1:
                return HeadersUnclear(
                    Words(
                        f"Send {name.decode('ascii').title()} once.",
                        es=f"Envíe {name.decode('ascii').title()} una sola vez.",
                    )
                )
    if b"host" not in headers and version == "1.1":
        return HeadersUnclear(Words("Send Host (RFC 9112 §3.2).", es="Envíe Host (RFC 9112 §3.2)."))
    return None


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def receive_on() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise BodyTooLarge(Words(f"At most {limit} bytes.", es=f"Como máximo {limit} bytes."))
        return message

    return receive_on


def _correlation(sent: bytes | None) -> str:
    try:
        return str(UUID(sent.decode("ascii"))) if sent else str(uuid4())
    except ValueError:
        return str(uuid4())
