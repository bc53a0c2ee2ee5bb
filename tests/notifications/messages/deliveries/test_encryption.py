"""Mail goes encrypted, or waits: no mail and no password passes in clear to whoever takes STARTTLS out of the offer."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from services.notifications.messages.deliveries.mail import Post
from services.notifications.messages.deliveries.sending import send_due
from shared.settings import Settings
from shared.testing.calls import Service
from shared.testing.processes import free_port
from tests.notifications.conftest import MailServer
from tests.notifications.factories import DUE, District, address_of, let_time_pass
from tests.shared.certificates import self_signed


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[MailServer, str]]:
    """A mail server that takes mail over STARTTLS alone, and the file of its authority."""
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, tls_context=context, require_starttls=True)
    controller.start()
    yield server, str(certificate)
    controller.stop()


async def email_of(district: District, person: Any) -> tuple[str, str | None]:
    """(state, reason) of somebody's one e-mail."""
    [email] = await district.deliveries(person)
    return email["state"], email["reason"]


async def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_required(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings
) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    strict = sending.model_copy(update={"smtp_url": f"smtp+starttls://u:secret@127.0.0.1:{mail_server.port}"})
    await send_due(notifications.app.state.db, strict)
    assert (await email_of(district, ana), mail_server.to(address_of(ana))) == (("due", "server_unreachable"), [])


async def test_mail_goes_to_a_server_whose_certificate_is_known_and_to_no_other(
    district: District, notifications: Service, encrypted: tuple[MailServer, str], sending: Settings
) -> None:
    server, authority = encrypted
    ana = await district.person()
    await district.publish([(ana, DUE)])
    strange = sending.model_copy(update={"smtp_url": f"smtp+starttls://127.0.0.1:{server.port}"})
    await send_due(notifications.app.state.db, strange)
    assert (await email_of(district, ana), server.mails) == (("due", "server_unreachable"), [])
    [email] = await district.deliveries(ana)
    await let_time_pass(notifications, email["id"])
    await send_due(notifications.app.state.db, strange.model_copy(update={"tls_ca_file": authority}))
    assert len(server.to(address_of(ana))) == 1


@pytest.mark.parametrize(
    ("url", "plain", "required"),
    [
        ("smtp://127.0.0.1:25", "", None),
        ("smtp://mail:25", "", True),
        ("smtp://user:secret@mail.district.example:587", "", True),
        ("smtp://mail:25", "postgres,mail", None),
        ("smtp+starttls://mail:25", "mail", True),
        ("smtps://mail.district.example:465", "", None),
    ],
)
def test_outside_loopback_encryption_is_required_unless_the_operator_says_otherwise(
    sending: Settings, url: str, plain: str, required: bool | None
) -> None:
    client = Post(sending.model_copy(update={"smtp_url": url, "plain_allowed": plain}))._client
    assert (client._start_tls_on_connect, client.use_tls) == (required, url.startswith("smtps"))
