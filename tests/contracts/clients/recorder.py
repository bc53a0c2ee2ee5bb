"""A server on loopback that writes down what it is asked and refuses it as the contracts say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

REFUSAL = {
    "type": "about:blank",
    "title": "Somebody was faster",
    "status": 412,
    "detail": "Read again.",
    "diagnosis": "It is at version 4.",
    "code": "stale",
    "correlation_id": "018f3e1c-0000-7000-8000-000000000002",
    "errors": [],
}


class Call(NamedTuple):
    """What a caller sent."""

    method: str
    path: str
    content_type: str
    version: str
    token: str
    body: Any


class Recorder:
    """Where it is, and what it was asked, in order."""

    def __init__(self, origin: str, calls: list[Call]) -> None:
        self.origin, self.calls = origin, calls


@contextmanager
def recording() -> Iterator[Recorder]:
    """Listens until the block ends."""
    calls: list[Call] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PATCH(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kind, version, token = (
                self.headers.get(name, "") for name in ("Content-Type", "If-Match", "Authorization")
            )
            calls.append(Call(self.command, self.path, kind, version, token, body))
            reply = json.dumps(REFUSAL).encode()
            self.send_response(412)
            self.send_header("Content-Type", "application/problem+json")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: Any) -> None:
            """The calls are the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Recorder(f"http://127.0.0.1:{server.server_port}", calls)
        server.shutdown()
