"""A real SMTP server that keeps what it gets: one file for each message. `python -m deploy.local.mail PORT FOLDER`."""

import signal
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from shared.ids import new_id


class Keep:
    """Writes each message as `<time-ordered id>.eml`, the envelope's recipients in front."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message."""
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        half = self.folder / f".{new_id()}"
        half.write_bytes(head + envelope.content)
        half.rename(self.folder / f"{half.name[1:]}.eml")
        return "250 kept"


def main() -> None:
    """Serve until SIGTERM."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    signal.signal(signal.SIGINT, lambda *_: ended.set())
    controller = Controller(Keep(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main()
