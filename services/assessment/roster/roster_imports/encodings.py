"""How a file of a bundle is written: UTF-8, UTF-16 that says so, or Windows-1252 where nothing else can be meant. Pure."""

import codecs
import re

from shared.texts.words import Words

UTF_8, UTF_16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
#: A byte order mark says UTF-16; that of UTF-32 begins the same way.
_UTF_16, _UTF_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), codecs.BOM_UTF32_LE
# Letters with accents as Windows writes them.
_ACCENTED = re.compile(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xff]")
# What Windows leaves empty; and within a word a sign that is no letter there, but one in the alphabets of Macs, of DOS or of
# Central Europe. An apostrophe stands within words, and a few letters do.
_OTHERS = re.compile(
    # A whole sign of UTF-8: one bad byte makes no other encoding of a file.
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|"
    rb"[\x81\x8d\x8f\x90\x9d]|[A-Za-z\xc0-\xff][\x80-\x89\x8b\x91\x93-\x99\x9b\xa1-\xbf\xd7\xf7](?=[a-z\xc0-\xff])"
)
# UTF-8 that was taken for Windows-1252 and written as UTF-8 once more, and signs that stand where one was lost.
_SPOILT = re.compile(
    "\ufffd|[\u00c2\u00c3\u00c5][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)


class NotText(Exception):
    """It is written in none of the encodings that are certain; `why` says what is in the way."""

    def __init__(self, why: Words) -> None:
        super().__init__(why)
        self.why = why


class Listener:
    """Hears a file block by block and says at its end how it is written; `lines` of text, `spoilt` how many of them."""

    def __init__(self) -> None:
        self.lines = self.spoilt = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self._first, self._is_open = True, False
        self._unicode = UTF_8
        self._is_unicode, self._may_be_windows, self._has_accents = True, True, False
        self._tail = b""

    def hear(self, block: bytes) -> None:
        """The next block. Raises `NotText` as soon as it is certain."""
        if self._first:
            self._first = False
            if block[:2] in _UTF_16 and block[:4] != _UTF_32:
                self._unicode = UTF_16
            self._decoder = codecs.getincrementaldecoder(self._unicode)()
        if self._unicode == UTF_8 and b"\0" in block:
            raise NotText(Words("holds NUL bytes", es="contiene bytes NUL"))
        if self._unicode == UTF_8:
            self._weigh_windows(block)
            self._count(block.decode("latin-1"))
        if self._is_unicode:
            self._decode(block, final=False)

    def end(self) -> str:
        """The encoding. Raises `NotText`."""
        self._decode(b"", final=True)
        self.lines += self._is_open
        if self._is_unicode:
            return self._unicode
        if self._may_be_windows and self._has_accents:
            return WINDOWS
        raise NotText(Words("is not UTF-8", es="no es UTF-8"))

    def _decode(self, block: bytes, *, final: bool) -> None:
        if self._decoder is None or not self._is_unicode:
            return
        try:
            text = self._decoder.decode(block, final)
        except UnicodeDecodeError:
            if final:
                raise NotText(Words("breaks off within a sign", es="se interrumpe en medio de un signo")) from None
            if self._unicode == UTF_16:
                raise NotText(Words("says it is UTF-16 and is not", es="dice que es UTF-16 y no lo es")) from None
            self._is_unicode = False
            return
        if "\0" in text:
            raise NotText(Words("holds NUL bytes", es="contiene bytes NUL"))
        if self._unicode == UTF_16:
            self._count(text)
        if not text.isascii() and _SPOILT.search(text):
            self.spoilt += sum(1 for line in text.split("\n") if _SPOILT.search(line))

    def _count(self, text: str) -> None:
        self.lines += text.count("\n")
        if text:
            self._is_open = not text.endswith("\n")

    def _weigh_windows(self, block: bytes) -> None:
        """A word may go over the end of a block."""
        if block.isascii() and self._tail.isascii():
            self._tail = block[-2:]
            return
        heard = self._tail + block
        self._may_be_windows = self._may_be_windows and _OTHERS.search(heard) is None
        self._has_accents = self._has_accents or _ACCENTED.search(heard) is not None
        self._tail = block[-2:]


def text_in(content: bytes) -> tuple[str, str]:
    """A short file as text, and how it is written. Raises `NotText`."""
    listener = Listener()
    listener.hear(content)
    encoding = listener.end()
    return content.decode(encoding), encoding
