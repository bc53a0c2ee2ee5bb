"""Settings from the environment. `SCHEDULING_PORT` speaks to one service, `PORT` to all of them; the first wins."""

import os
import ssl
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from shared import tls

Network = IPv4Network | IPv6Network


class Settings(BaseModel):
    """What one service process needs to know. Field `x_y` is read from `<SERVICE>_X_Y`, then from `X_Y`."""

    # What is wrong is named, never what it holds: secrets are among it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    service: str
    plain_allowed: str = Field(
        default="", description="Hosts outside loopback that may be spoken to without encryption; commas between."
    )
    tls_ca_file: str = Field(
        default="", description="Authorities that sign PostgreSQL's, the broker's and the mail server's certificates."
    )
    database_url: str = Field(description="PostgreSQL as the application role, which neither owns nor bypasses.")
    owner_database_url: str = Field(default="", description="PostgreSQL as the owner role; only `migrate` uses it.")
    database_pool_size: int = 8
    statement_seconds: float = Field(default=60.0, gt=0, description="How long one statement of a request may run.")
    worker_statement_seconds: float = Field(default=900.0, gt=0, description="The same in workers: imports, purges.")
    nats_url: str = "nats://127.0.0.1:4222"
    issuer: str = Field(default="http://127.0.0.1:8001", description="Partners' address: `iss` of every token.")
    jwks_url: str = Field(default="", description="Where the published keys are; default: under the issuer.")
    secret_key: str = Field(default="", description="Seals tickets, signing keys (partners), signs unsubscribe links.")
    host: str = "127.0.0.1"
    port: int = 8000
    gateway_ips: str = Field(default="127.0.0.1", description="Whose X-Forwarded-For is believed; commas between.")
    log_level: str = "INFO"
    max_body_bytes: int = Field(default=2_000_000, description="JSON bodies; uploads state their own limit.")
    max_upload_bytes: int = 512_000_000
    max_roster_files: int = Field(default=40, ge=1, description="Files in the zip of a roster.")
    max_roster_unpacked_bytes: int = Field(
        default=4 << 30, ge=1, description="What a roster's files unpack to, together."
    )
    max_roster_packed_times: int = Field(
        default=100, ge=1, description="How many times smaller a roster's file may be packed; CSV packs 4 to 20 times."
    )
    max_roster_rows: int = Field(default=20_000_000, ge=1, description="Rows in one file of a roster.")
    max_roster_cells: int = Field(default=500, ge=1, description="Cells in one row of a roster.")
    max_roster_cell_bytes: int = Field(
        default=65_536, ge=1000, le=131_072, description="Signs in one cell of a roster."
    )
    max_roster_seconds: float = Field(default=1800, gt=0, description="How long the import of one roster may take.")
    max_file_bytes: int = Field(default=25_000_000, description="A file handed in as evidence.")
    files_dir: str = Field(default="", description="Folder files are kept in; api and worker of a service share it.")
    scan_command: str = Field(default="", description="Virus scanner, given a file's path: exit 0 clean, 1 infected.")
    scan_seconds: float = 30.0
    relay_poll_seconds: float = 1.0
    outbox_keep_days: int = 30
    event_retry_seconds: tuple[float, ...] = (5, 30, 120, 600, 3600)
    idempotency_keep_hours: int = 24
    calls_per_minute_person: int = Field(default=600, ge=1, description="Calls one person may make, each process.")
    calls_per_minute_address: int = Field(
        default=3000,
        ge=1,
        description="Calls one address may make where no token is needed, such as signing in, each process.",
    )
    calls_per_minute_client: int = Field(default=6000, ge=1, description="Calls one client may make, each process.")
    max_streams: int = Field(default=2000, ge=1, description="Live streams one process keeps open.")
    smtp_url: str = Field(
        default="smtp://127.0.0.1:1025",
        description="smtp+starttls:// or smtps:// with user and password; smtp:// outside loopback asks for STARTTLS too.",
    )
    mail_from: str = "Throughline <no-reply@throughline.example>"
    mail_daily: bool = Field(
        default=True,
        description="E-mail that is not urgent goes in one e-mail a day to whoever wishes nothing else; false: at once.",
    )
    mail_wait_seconds: float = Field(
        default=60, ge=0, description="How long e-mail about somebody's act waits: undone meanwhile, none is sent."
    )
    front_end_url: str = Field(
        default="",
        description="The front end people use: messages link to the API's paths without /v1 there; none: they name the path.",
    )
    public_url: str = Field(default="", description="Where people reach it: links in messages, feeds.")
    setup_client_days: int = Field(default=30, ge=1, le=365, description="How long a client for setting up lives.")
    mass_reading_students: int = Field(
        default=5000,
        ge=1,
        description="Students whose records one caller reads within a day before an alarm is raised.",
    )
    mass_reading_known: str = Field(
        default="", description="Clients that read everybody by design: no alarm, but an audit entry; commas between."
    )
    id_token_hours: float = Field(default=24, gt=0, description="The longest life of an ID token, from `iat` to `exp`.")
    id_token_age_hours: float = Field(default=12, gt=0, description="How old an ID token may be, by its `iat`.")

    outside_private_allowed: str = Field(
        default="", description="Private networks (CIDR, commas between) where a district's identity provider may be."
    )

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _says_how_it_is_encrypted(cls, url: str, known: ValidationInfo) -> str:
        return tls.database_url(url, tls.hosts(known.data.get("plain_allowed", "")), known.data.get("tls_ca_file", ""))

    @field_validator("nats_url")
    @classmethod
    def _is_a_broker(cls, url: str) -> str:
        return tls.check_scheme(url, tls.BROKER)

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: str) -> str:
        return tls.check_scheme(url, tls.SMTP)

    @field_validator("mass_reading_known")
    @classmethod
    def _are_ids(cls, text: str) -> str:
        return ",".join(str(UUID(part.strip())) for part in text.split(",") if part.strip())

    @field_validator("outside_private_allowed")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        _networks(text)
        return text

    @model_validator(mode="after")
    def _keys_cannot_be_changed_on_their_way(self) -> "Settings":
        tls.check_web(self.keys_url, tls.hosts(self.plain_allowed))
        return self

    @classmethod
    def load(cls, service: str, environ: dict[str, str] | None = None) -> "Settings":
        """Read the environment. Raises `pydantic.ValidationError` naming what is missing or wrong."""
        env = os.environ if environ is None else environ
        found: dict[str, Any] = {"service": service}
        for name in cls.model_fields:
            value = env.get(f"{service}_{name}".upper(), env.get(name.upper()))
            if value is not None and name != "service":
                found[name] = tuple(value.split(",")) if name == "event_retry_seconds" else value
        return cls.model_validate(found)

    @property
    def private_networks(self) -> tuple[Network, ...]:
        """Private networks that addresses chosen by others may lead into."""
        return _networks(self.outside_private_allowed)

    def encrypts(self, url: str) -> bool:
        """Is a connection to this address's host to be encrypted, whatever its scheme says?"""
        return tls.must_encrypt(urlsplit(url).hostname, tls.hosts(self.plain_allowed))

    @property
    def broker_tls(self) -> ssl.SSLContext | None:
        """What the broker's certificate is checked by; None where it is spoken to without encryption."""
        encrypted = urlsplit(self.nats_url).scheme == "tls" or self.encrypts(self.nats_url)
        return tls.context(self.tls_ca_file) if encrypted else None

    @property
    def keys_url(self) -> str:
        """Where the tokens' public keys are published."""
        return self.jwks_url or f"{self.issuer}/.well-known/jwks.json"


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
