"""The guide to the audit names every act the code writes down by a name of its own."""

import ast
import re

from services.partners.directory.roles.tables import ProposalOutcome
from tests.code_sites import ROOT

GUIDE = (ROOT / "docs/guides/audit.md").read_text()
WRITERS = ("audit", "act")
#: What stands in a call as another's variable: the outcomes of a proposal, and what `_audit` is handed.
SPELT = {f"grant_{outcome}" for outcome in ProposalOutcome} | {"role_granted", "role_left_out"}


def named_in_code() -> set[str]:
    """The actions that are written where they are said."""
    found = set()
    for folder in ("shared", "services"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(action)), *_]):
                        found |= {action} if name in WRITERS and re.fullmatch("[a-z_]+", action) else set()
    return found


def test_the_guide_names_every_named_act() -> None:
    named = named_in_code() | SPELT
    assert {"access_ended", "identity_linked", "setup_client_created", "grant_proposed"} <= named
    assert {action for action in named if f"`{action}`" not in GUIDE} == set()
