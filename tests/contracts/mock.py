"""A server made of nothing but a contract's examples, as front-end teams use one before there is a stack."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from tests.contracts.patch_bodies import Contract


class Mock:
    """Answers with the example of the first success of an operation."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        # What is fixed in a path wins over what is named.
        paths = sorted(contract["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
        self.forms = [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$"), path) for path in paths]

    def answer(self, method: str, path: str) -> tuple[int, str, str]:
        """(status, media type, body) of a call; 404 where the contract has none."""
        found = next((known for form, known in self.forms if form.match(path)), "")
        operation = self.contract["paths"].get(found, {}).get(method.lower())
        if operation is None:
            return 404, "text/plain", "no such operation"
        status = min(status for status in operation["responses"] if status[0] in "23")
        for kind, content in operation["responses"][status].get("content", {}).items():
            return int(status), kind, self._body(content)
        return int(status), "", ""

    def _body(self, content: dict[str, Any]) -> str:
        for named in content.get("examples", {}).values():
            example = self.contract["components"]["examples"][named["$ref"].rpartition("/")[2]]
            return json.dumps(example["value"])
        said = content.get("example", "")
        return said if isinstance(said, str) else json.dumps(said)


@contextmanager
def serving(contract: Contract) -> Iterator[tuple[str, list[str]]]:
    """Where it listens until the block ends, and which calls the contract did not know."""
    mock, unknown = Mock(contract), list[str]()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body = mock.answer(self.command, urlsplit(self.path).path)
            if status == 404:
                unknown.append(f"{self.command} {self.path}")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any

        def log_message(self, format: str, *args: Any) -> None:
            """The calls are the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", unknown
        server.shutdown()
