"""An e-mail as it travels, the connection it travels by, and what the mail server's answer means."""

from dataclasses import asdict
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from services.notifications.messages.deliveries.rules import FAULTY, UNREACHABLE, Letter, Mail, Verdict, say_once
from services.notifications.messages.deliveries.tables import Reason, State
from services.notifications.recipients.recipients.rules import Way, link
from services.notifications.wording.templates import rendering
from services.notifications.wording.templates.kinds import Kind
from services.notifications.wording.templates.links import address, place_of
from services.notifications.wording.templates.rendering import Letterhead, Ways
from shared import tls
from shared.answers import rules as answers
from shared.names import is_address
from shared.settings import Settings

SECONDS_PER_ANSWER = 30
#: Messages one daily e-mail tells in full; the others are counted, and lie in the inbox.
LISTED = 50


class _Link(UnstructuredHeader):
    """A header that is never folded or encoded: mail systems read its address as it stands."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", _Link)  # type: ignore[arg-type]  # the registry adds BaseHeader itself
POLICY = WIRE.clone(header_factory=HEADERS)


def compose(letters: Mail, settings: Settings, now: datetime) -> EmailMessage:
    """The mail: the same Message-ID at every attempt, so that mail systems can fold a mail sent twice."""
    letter = letters[0]
    kinds = tuple(dict.fromkeys(Kind(one.kind) for one in letters))
    unsubscribe = link(Way(letter.district_id, letter.recipient_id, kinds), settings)
    said = _say(letters, Letterhead(letter.name, letter.district, unsubscribe), settings, now)
    name, sender = parseaddr(settings.mail_from)
    mail = EmailMessage(POLICY)
    mail["From"] = _from(letter.district, name, sender) if letter.district else settings.mail_from
    mail["To"] = _to(letter)
    mail["Subject"] = said.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.delivery_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{unsubscribe}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["X-Throughline-Message"] = ", ".join(str(one.message_id) for one in letters[:LISTED])
    mail.set_content(said.text, cte="quoted-printable")
    mail.add_alternative(said.html, subtype="html", cte="quoted-printable")
    # Last: setting content takes every Content header with it into the part.
    mail["Content-Language"] = letter.language
    return mail


def _say(letters: Mail, head: Letterhead, settings: Settings, now: datetime) -> rendering.Rendered:
    telling = say_once(letters)
    if len(telling) == 1:
        [letter] = telling
        return rendering.render(letter.kind, letter.language, letter.facts, head, _ways(letter, settings, now))
    said = [
        rendering.render(letter.kind, letter.language, letter.facts, ways=_ways(letter, settings, now))
        for letter in telling[:LISTED]
    ]
    facts = {"items": [asdict(one) for one in said], "count": len(telling)}
    return rendering.render("held", letters[0].language, facts, head)


def _ways(letter: Letter, settings: Settings, now: datetime) -> Ways:
    place = place_of(letter.kind, letter.facts, now)
    answer = answers.address(letter.answer_id, settings) if letter.answer_id else None
    return Ways(address(place, letter.front_end, settings.front_end_url), answer)


def _from(district: str, name: str, sender: str) -> Address:
    """Whose it is comes first: a mailbox shows no more of it."""
    return Address(display_name=" ".join(f"{district} via {name}".split()) if name else district, addr_spec=sender)


def _to(letter: Letter) -> Address:
    try:
        if not is_address(letter.address or ""):
            raise ValueError
        return Address(display_name=" ".join(letter.name.split()), addr_spec=letter.address or "")
    except (ValueError, IndexError, HeaderParseError):
        raise SMTPNotSupported("not an address mail can be sent to") from None


class Post:
    """A connection to the mail server: opened by the first mail, kept for the next ones, opened anew after a loss.

    Outside loopback it is encrypted before anything is said, or not opened: else whoever stands in between need only take
    STARTTLS out of what the server offers to read the password and every mail.
    """

    def __init__(self, settings: Settings) -> None:
        self.sender = parseaddr(settings.mail_from)[1]
        place = urlsplit(settings.smtp_url)
        is_needed = place.scheme == "smtp+starttls" or (place.scheme == "smtp" and settings.encrypts(settings.smtp_url))
        self._client = SMTP(
            hostname=place.hostname,
            port=place.port,
            username=unquote(place.username) if place.username else None,
            password=unquote(place.password) if place.password else None,
            use_tls=place.scheme == "smtps",
            # Where it is not needed it is used if it is offered.
            start_tls=True if is_needed else None,
            tls_context=tls.context(settings.tls_ca_file),
            timeout=SECONDS_PER_ANSWER,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    async def send(self, mail: EmailMessage, address: str) -> None:
        """Hand the mail over. Raises what aiosmtplib raises."""
        if not self._client.is_connected:
            await self._client.connect()
        await self._client.send_message(mail, sender=self.sender, recipients=[address])


def verdict(error: Exception) -> Verdict:
    """What an error while sending means for this one letter."""
    if isinstance(error, SMTPRecipientsRefused):
        code = error.recipients[0].code
        if code >= 500:
            return Verdict(State.SUPPRESSED, Reason.ADDRESS_REJECTED, code)
        return Verdict(State.FAILED, Reason.ADDRESS_DEFERRED, code, passing=True)
    if isinstance(error, (SMTPAuthenticationError, SMTPHeloError, SMTPConnectError)):
        # The server refuses us, not the letter.
        answer = error.code if isinstance(error, SMTPResponseException) else None
        return Verdict(State.FAILED, Reason.SERVER_UNREACHABLE, answer, passing=True)
    if isinstance(error, SMTPResponseException):
        if error.code < 500:
            return Verdict(State.FAILED, Reason.MAIL_DEFERRED, error.code, passing=True)
        refused = Reason.SENDER_REFUSED if isinstance(error, SMTPSenderRefused) else Reason.MAIL_REFUSED
        return Verdict(State.FAILED, refused, error.code)
    if isinstance(error, SMTPNotSupported):
        return Verdict(State.FAILED, Reason.ADDRESS_UNSENDABLE)
    if isinstance(error, (SMTPException, OSError)):
        return UNREACHABLE
    return FAULTY
