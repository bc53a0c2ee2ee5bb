"""Conditional readings: every whole reply gets its entity tag; who has it already gets 304 without the body (RFC 9110 §13)."""

from starlette.types import Message, Send

from shared import entity_tags

#: What speaks of a body that is not sent.
OF_BODY = frozenset({b"content-length", b"content-type", b"content-disposition"})
#: Replies whose bytes a tag may speak of.
TAGGED = (200, 201, 202)


class Conditional:
    """Sends one reply on. Tags are of what is sent: the work, and the audit of what was read, is done by then."""

    def __init__(self, send: Send, method: str, if_none_match: str | None) -> None:
        self.send = send
        self.is_reading = method == "GET"
        self.if_none_match = if_none_match
        #: What was sent; 500 until something is.
        self.status = 500
        self._held: Message | None = None
        self._is_known = False

    async def __call__(self, message: Message) -> None:
        """Send a part of the reply. The head waits for the body where that comes whole: its tag is of those bytes."""
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            if message["status"] in TAGGED and b"content-length" in names and (self.is_reading or b"etag" in names):
                self._held = message
            else:
                await self._begin(message)
            return
        if self._held is not None:
            head, self._held = self._held, None
            await self._begin(head if message.get("more_body") else _tagged(head, message.get("body", b"")))
        if not self._is_known:
            await self.send(message)

    async def _begin(self, head: Message) -> None:
        tag = _tag(head)
        if self.is_reading and head["status"] in (200, 206) and tag and self.if_none_match is not None:
            self._is_known = entity_tags.is_known(self.if_none_match, tag)
        self.status = 304 if self._is_known else head["status"]
        if not self._is_known:
            await self.send(head)
            return
        kept = [header for header in head["headers"] if header[0].lower() not in OF_BODY]
        await self.send({**head, "status": 304, "headers": kept})
        await self.send({"type": "http.response.body", "body": b""})


def _tag(head: Message) -> str:
    return next((value.decode("latin-1") for name, value in head["headers"] if name.lower() == b"etag"), "")


def _tagged(head: Message, body: bytes) -> Message:
    others = [header for header in head["headers"] if header[0].lower() != b"etag"]
    tag = entity_tags.with_digest(_tag(head), body)
    return {**head, "headers": [*others, (b"etag", tag.encode("latin-1"))]}
