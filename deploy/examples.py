"""Replies of the sandbox, kept for the examples of the contracts: `python -m deploy.examples` while `make sandbox` runs.

Its people ask everything the contracts let them read. Of each model the fullest reply is kept, short, in `recorded.json` of the
service; ids are the same at every recording. What nobody could read there the contract makes of its models, and what a model
has gained since (`shared/web/examples.py`).
"""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from deploy.local.browser import Browser
from deploy.local.sandbox.serving import FIRST_PORT, FOLDER, PAGE_PORT
from shared.testing.contract_watch import Watch
from shared.testing.processes import PATIENCE
from shared.testing.servers import SERVICES
from shared.web.examples import id_of, noun_of

ROOT = Path(__file__).parents[1]
#: Who asks, each where those before were refused or saw less.
WHO = ("principal", "district-coordinator", "data-manager", "executive-leader", "mentor")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ORIGIN = re.compile(r"http://(127\.0\.0\.1|localhost):(\d+)")
#: So many things of each kind are looked at, so many stand in a list, and an example is so long.
LOOKED_AT, KEPT, MOST = 12, 2, 7_000
#: States a front end meets most.
UNDER_WAY = ("published", "open", "in_progress", "scored")
#: Of what is no list of rows.
KEPT_NAMES = 12
#: Is a reply what the person heard whom the examples are about?
FIRST = "_is_first"
#: What has no end, and what says who was looked up.
LEFT_OUT = ("stream", "download", "print")

Recorded = dict[str, Any]
Ask = Callable[[str], httpx.Response]


def url(service: str) -> str:
    """Where the sandbox has a service."""
    return f"http://127.0.0.1:{FIRST_PORT + SERVICES.index(service)}"


def signed_in(username: str, client_id: str) -> httpx.Client:
    """Calls as somebody who came through the provider's form."""
    page, verifier = f"http://localhost:{PAGE_PORT}/", "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        **{"response_type": "code", "client_id": client_id, "redirect_uri": page, "state": "s"},
        **{"code_challenge": challenge, "code_challenge_method": "S256"},
    }

    async def code() -> str:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            browser = Browser(http, lambda address: address.startswith(page))
            await browser.open(f"{url('partners')}/oauth/authorize?{urlencode(asked)}")
            await browser.fill_in(username=username)
        return parse_qs(urlsplit(browser.address).query)["code"][0]

    form = {"grant_type": "authorization_code", "client_id": client_id, "redirect_uri": page, "code_verifier": verifier}
    reply = httpx.post(
        f"{url('partners')}/oauth/token", data={**form, "code": asyncio.run(code())}, trust_env=False, timeout=PATIENCE
    )
    token = reply.raise_for_status().json()["access_token"]
    return httpx.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=PATIENCE)


class Asking:
    """What is known of the sandbox so far: things by their kinds, and of each model the fullest reply."""

    def __init__(self) -> None:
        self.things: dict[str, dict[str, None]] = {}
        #: Whom the examples are about: the first caller, at their school.
        self.about: dict[str, str] = {}
        self.first: httpx.Client | None = None
        self.kept: dict[str, dict[str, Any]] = {service: {} for service in SERVICES}
        self.watches = {service: Watch(service) for service in SERVICES}
        #: What the paths below a list call its rows.
        self.named: dict[str, set[str]] = {}
        for path in (path for watch in self.watches.values() for path in watch.document["paths"]):
            for found in re.finditer(r"/{(\w+)}", path):
                self.named.setdefault(path[: found.start()], set()).add(found[1])

    def begin(self, caller: httpx.Client) -> None:
        """The examples are about this caller."""
        self.first = caller
        me = caller.get(f"{url('partners')}/v1/me").raise_for_status().json()
        self.about = {"staff": me["person"]["id"], "school": me["roles"][0]["school"]["id"]}
        self.things = {kind: {id_: None} for kind, id_ in self.about.items()}

    def ask_all(self, service: str, caller: httpx.Client) -> None:
        """Read everything one caller may."""
        for path, model, required in readable(self.watches[service].document):
            for address in self.addresses(path):
                query = {
                    name: next(iter(self.things.get(name.removesuffix("_id"), {})), "2026-11-23") for name in required
                }
                reply = caller.get(f"{url(service)}{address}", params=query)
                if reply.status_code == 200 and not self.watches[service].faults(reply):
                    self.learn(path, reply.json())
                    self.keep(service, model, {**reply.json(), FIRST: caller is self.first})

    def addresses(self, path: str) -> list[str]:
        """The path with things that are known, each in turn."""
        names = re.findall(r"{(\w+)}", path)
        known = [list(self.things.get(name.removesuffix("_id"), {}))[:LOOKED_AT] for name in names]
        return [path.format(**dict(zip(names, found, strict=True))) for found in islice(product(*known), LOOKED_AT)]

    def learn(self, path: str, said: Any) -> None:
        """Things a reply names, by the kinds that paths have for them."""
        of_path = path.rpartition("/")[2].replace("-", "_").removesuffix("s")
        for kind, id_ in named_in(said, of_path):
            self.things.setdefault(kind, {})[id_] = None
        for one in said.get("items") or said.get("templates") or ():
            for name in self.named.get(path, ()):
                if (found := one.get("id", one.get(name.rpartition("_")[2]))) is not None:
                    self.things.setdefault(name.removesuffix("_id"), {})[str(found)] = None

    def keep(self, service: str, model: str, said: Any) -> None:
        """Keep a reply if it says more than the one that was kept."""
        short = shortened(said, KEPT)
        if len(json.dumps(short)) > MOST:
            short = shortened(said, 1)
        if short.get("items") == [] or len(json.dumps(short)) > MOST:
            return
        kept = self.kept[service].get(model)
        if kept is None or self.worth(short) > self.worth(kept):
            self.kept[service][model] = short

    def worth(self, said: dict[str, Any]) -> tuple[int, int]:
        """Is it about whom the examples are about, and how much does it say?"""
        named = [one.get("id") for one in (said.get("owner"), said.get("school")) if isinstance(one, dict)]
        of_them = [*named, said.get("id")]
        own = sum(id_ in of_them for id_ in self.about.values()) * 2
        return own + (said.get("state") in UNDER_WAY) + 2 * said.get(FIRST, 0), fullness(said)


def readable(document: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """(path, model of the reply, parameters it needs) of everything a contract lets callers read as JSON."""
    for path, item in sorted(document["paths"].items(), key=lambda one: one[0].count("{")):
        operation = item.get("get")
        if operation is None or any(part in path for part in LEFT_OUT):
            continue
        said = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if "$ref" in said:
            asked = operation.get("parameters", ())
            needed = [one["name"] for one in asked if one["in"] == "query" and one.get("required")]
            yield path, said["$ref"].rpartition("/")[2], needed


def named_in(said: Any, kind: str) -> Iterator[tuple[str, str]]:
    """(kind, id) of all things in a reply; the rows of a list are of the kind its path ends in."""
    match said:
        case dict():
            if isinstance(said.get("id"), str) and UUID.fullmatch(said["id"]):
                yield kind, said["id"]
            for name, inner in said.items():
                if name.endswith("_id") and isinstance(inner, str):
                    yield name.removesuffix("_id"), inner
                yield from named_in(inner, kind if name == "items" else name)
        case list():
            for inner in said:
                yield from named_in(inner, kind.removesuffix("s"))


def shortened(said: Any, most: int) -> Any:
    """A reply with few rows in its lists, and few names in its maps."""
    match said:
        case dict():
            long = len(said) > 60 or (len(said) > KEPT_NAMES and all(UUID.fullmatch(key) for key in said))
            return {key: shortened(inner, most) for key, inner in islice(said.items(), KEPT_NAMES if long else None)}
        case list():
            return [
                shortened(inner, most) for inner in said[: most if said and isinstance(said[0], dict) else KEPT_NAMES]
            ]
    return said


def fullness(said: Any) -> int:
    """How much a reply says: its values that are neither null nor empty."""
    match said:
        case dict():
            return sum(map(fullness, said.values()))
        case list():
            return sum(map(fullness, said))
    return int(said not in (None, "", 0, False))


def normal(recorded: dict[str, Recorded], about: dict[str, str]) -> dict[str, Recorded]:
    """The same without what differs from one sandbox to the next; the row that stands alone has the id of its kind."""
    known = {id_: id_of(kind) for kind, id_ in about.items()}
    for models in recorded.values():
        for model, said in sorted(models.items()):
            if isinstance(said, dict) and isinstance(said.get("id"), str):
                noun = noun_of(model)
                known.setdefault(said["id"], id_of(noun if id_of(noun) not in known.values() else f"{noun} {model}"))
    for models in recorded.values():
        for said in models.values():
            said.pop(FIRST)
    text = json.dumps(recorded, ensure_ascii=False)
    for place, id_ in enumerate(dict.fromkeys(UUID.findall(text))):
        known.setdefault(id_, id_of(f"example {place}"))
    text = UUID.sub(lambda found: known[found[0]], text)
    text = ORIGIN.sub("https://cedarvalley.example", text).replace("127.0.0.1", "198.51.100.24")
    found: dict[str, Recorded] = json.loads(text)
    return {service: {model: found[service][model] for model in sorted(found[service])} for service in found}


def record() -> dict[str, Recorded]:
    """Ask as everybody, twice: who asks first knows least."""
    facts = json.loads((FOLDER / "sandbox.json").read_text())
    asking = Asking()
    callers = [signed_in(username, facts["client_id"]) for username in WHO]
    asking.begin(callers[0])
    for _ in range(2):
        for service in SERVICES:
            for caller in callers:
                asking.ask_all(service, caller)
    return normal(asking.kept, asking.about)


def write() -> list[Path]:
    """Write what was recorded; returns the files."""
    files = []
    for service, models in record().items():
        file = ROOT / "services" / service / "recorded.json"
        file.write_text(json.dumps(models, indent=1, ensure_ascii=False) + "\n")
        files.append(file)
    return files


if __name__ == "__main__":
    for written in write():
        print(written.relative_to(ROOT))
