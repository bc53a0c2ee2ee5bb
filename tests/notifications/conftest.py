"""A district with its language, and a real mail server whose answers a test chooses."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.messages.deliveries.sending import send_due
from shared.settings import Settings
from shared.testing.calls import Service
from shared.testing.processes import free_port
from tests.notifications.factories import District

PUBLIC_URL = "https://notify.cedar.example"


@dataclass
class MailServer:
    """What arrived, and what to answer to whom: `rcpt` and `data` by address."""

    port: int = 0
    mails: list[tuple[str, EmailMessage, bytes]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    seconds: float = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        await asyncio.sleep(self.seconds)
        if address in self.data:
            return self.data[address]
        raw = envelope.content
        assert isinstance(raw, bytes)
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((address, mail, raw))
        self.connections.add(id(session))
        return "250 queued"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for found, mail, _ in self.mails if found == address]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def sending(notifications: Service, mail_server: MailServer) -> Settings:
    """Settings that send to the test's mail server."""
    place = {"smtp_url": f"smtp://127.0.0.1:{mail_server.port}", "public_url": PUBLIC_URL}
    return notifications.settings.model_copy(update=place)


@pytest.fixture
def send(notifications: Service, sending: Settings) -> Callable[[], Awaitable[None]]:
    """One round of the worker's e-mail timer."""
    return lambda: send_due(notifications.app.state.db, sending)


@pytest_asyncio.fixture(loop_scope="session")
async def district(notifications: Service, district_id: UUID) -> District:
    found = District(notifications, district_id)
    await found.settle()
    return found
