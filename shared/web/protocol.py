"""HTTP/1.1 as uvicorn reads it; what cannot be read is refused as everything else is."""

from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shared.errors import RequestUnreadable
from shared.texts.words import Words
from shared.web.edge import HEADERS
from shared.web.handlers import as_problem

#: Bytes of path and query; the parser takes no longer ones.
MOST_ADDRESS_BYTES = 65_535


class Protocol(HttpToolsProtocol):
    """One connection."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, and hang up: where the next request would begin nobody can say."""
        correlation_id = str(uuid4())
        refusal = RequestUnreadable(
            Words(
                f"Send HTTP/1.1 (RFC 9112) and at most {MOST_ADDRESS_BYTES} bytes of path and query.",
                es=f"Envíe HTTP/1.1 (RFC 9112) y como máximo {MOST_ADDRESS_BYTES} bytes de ruta y consulta.",
            )
        )
        reply = as_problem({"app": self.config.app, "correlation_id": correlation_id}, refusal)
        headers = [
            *reply.raw_headers,
            *HEADERS,
            (b"x-correlation-id", correlation_id.encode()),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[refusal.status] + head + b"\r\n" + bytes(reply.body))
        self.transport.close()
