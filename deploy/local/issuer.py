"""The demonstration's identity provider without Node: it publishes its keys and signs ID tokens. Never for production."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from shared import clock

LIFETIME_SECONDS = 300


class Issuer:
    """An OpenID issuer on loopback, in a thread of this process."""

    def __init__(self, port: int = 0) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "demo", "use": "sig", "alg": "ES256"}, private=True)
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def issuer(self) -> str:
        """Its `iss`."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def id_token(self, audience: str, **claims: Any) -> str:
        """An ID token for an application, as it stands there after somebody has signed in."""
        now = int(clock.now().timestamp())
        facts = {"iss": self.issuer, "aud": audience, "iat": now, "auth_time": now, "exp": now + LIFETIME_SECONDS}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, {**facts, **claims}, self.key)

    def stop(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        documents: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": lambda: {
                **{"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"},
                **{"authorization_endpoint": f"{self.issuer}/auth", "token_endpoint": f"{self.issuer}/token"},
                **{"response_types_supported": ["code"], "subject_types_supported": ["public"]},
                "id_token_signing_alg_values_supported": ["ES256"],
            },
            "/keys": lambda: {"keys": [self.key.as_dict(private=False)]},
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = documents.get(self.path)
                body = json.dumps(found() if found else {}).encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                return

        return Handler
