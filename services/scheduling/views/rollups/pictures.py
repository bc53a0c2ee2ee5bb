"""A drawn figure as a small SVG document: text as text, nothing that is not seen or read, and words for who does not see it."""

import io
import re
from xml.sax.saxutils import escape

from matplotlib.figure import Figure

#: What reads like the font it was laid out in and is nowhere wider, so that nothing runs over.
FONTS = "DejaVu Sans, Verdana, Arial, sans-serif"
STYLE = re.compile(r' style="([^"]*)"')
FONT = re.compile(r"^(?:(\w+) )?([\d.]+px)")
NUMBERS = re.compile(r' (?:d|x|y|transform|width|height)="[^"]*"')
LONG = re.compile(r"-?\d+\.\d{3,}")
UNSEEN = re.compile(
    r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>|<g id=\"[^\"]*\"/>"
    r"|<!DOCTYPE[^>]*>|<\?xml[^>]*\?>| transform=\"rotate\(-0 [^\"]*\"",
    re.DOTALL,
)
#: What a text says is never looked into: there `<` and `>` are escaped.
TAG = re.compile(r"<\w[^>]*>")
NAMED = re.compile(r' id="([^"]*)"')


def as_svg(figure: Figure, title: str, said: str) -> bytes:
    """The document; the same figure gives the same bytes.

    Looks stand in attributes, not in styles: a policy that forbids those leaves the picture as it is.
    """
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "Throughline", "Title": title})
    drawn = UNSEEN.sub("", out.getvalue())
    used = {*re.findall(r"#([\w-]+)", drawn)}
    drawn = TAG.sub(lambda tag: _shorter(tag[0], used), drawn)
    _, opening, rest = re.sub(r"\s*\n\s*", "\n", drawn).partition("<svg ")
    words = f"<title>{escape(title)}</title>\n<desc>{escape(said)}</desc>"
    rest = re.sub(r"<title>.*?</title>", "", rest, count=1, flags=re.DOTALL).replace(">", f">\n{words}", 1)
    looks = f'role="img" aria-label="{_attribute(title)}" font-family="{FONTS}" stroke-linejoin="round" '
    return f"{opening}{looks}{rest}".encode()


def _shorter(tag: str, used: set[str]) -> str:
    tag = NUMBERS.sub(lambda found: LONG.sub(_rounded, found[0]), STYLE.sub(_attributes, tag))
    return NAMED.sub(lambda found: found[0] if found[1] in used else "", tag)


def _attributes(found: re.Match[str]) -> str:
    said = []
    for part in found[1].split("; "):
        name, _, value = part.partition(": ")
        if name == "font":  # its family is the document's
            weight, size = FONT.findall(value)[0]
            said += [("font-size", size), *([("font-weight", weight)] if weight else [])]
        elif name != "font-family":
            said.append((name, value))
    return "".join(f' {name}="{_attribute(value)}"' for name, value in said if name)


def _rounded(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")


def _attribute(text: str) -> str:
    return re.sub(r'"', "&quot;", escape(text))
