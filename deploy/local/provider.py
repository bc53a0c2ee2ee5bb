"""A district's identity provider as a child process, for tests and the demonstration; never for production."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from shared.testing import npm
from shared.testing.processes import accepts, free_port, spawn, stop, wait_until

SCRIPT = Path(__file__).parents[1] / "sso" / "provider.mjs"

User = Mapping[str, Any]
Client = Mapping[str, Any]


@dataclass
class Provider:
    """npm's `oidc-provider` on loopback. `users` are {username, sub, …claims}, `clients` are RFC 7591 client metadata."""

    folder: Path
    port: int
    users: Sequence[User]
    clients: Sequence[Client]
    process: Any = None

    @classmethod
    def start(cls, folder: Path, *, users: Sequence[User], clients: Sequence[Client] = (), port: int = 0) -> "Provider":
        """Install what is missing, start it, wait until it answers. Its log is `provider.log` in `folder`."""
        npm.ensure()
        folder.mkdir(parents=True, exist_ok=True)
        provider = cls(folder, port or free_port(), users, clients)
        provider._run()
        return provider

    @property
    def issuer(self) -> str:
        """Its `iss`."""
        return f"http://127.0.0.1:{self.port}"

    def register(self, **metadata: Any) -> dict[str, Any]:
        """Register one more client at run time (RFC 7591); returns its metadata with id and secret."""
        reply = httpx.post(f"{self.issuer}/reg", json=metadata, timeout=120, trust_env=False)
        return dict(reply.raise_for_status().json())

    def restart(self) -> None:
        """End it and start it again: its keys are new, and it remembers nothing."""
        self.stop()
        self._run()

    def stop(self) -> None:
        """End it."""
        stop(self.process)

    def _run(self) -> None:
        wanted = {"port": self.port, "issuer": self.issuer, "clients": self.clients, "users": self.users}
        # A district's people are more than a variable of the environment holds.
        configuration = self.folder / "provider.json"
        configuration.touch(mode=0o600)
        configuration.write_text(json.dumps(wanted))
        environment = npm.environment({"PROVIDER": str(configuration), "NODE_OPTIONS": "", "NO_COLOR": "1"})
        log = self.folder / "provider.log"
        self.process = spawn(npm.command(SCRIPT), log, env=environment)
        wait_until(lambda: accepts(self.port), "the identity provider", process=self.process, log=log)
