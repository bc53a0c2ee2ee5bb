"""Imports by name, which the contracts of imports do not see: the kernel names no service in a string."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = re.compile(r"^(services\.\w|deploy\.\w)")
#: The development command line, where the image has it.
ALLOWED = {("shared/cli/main.py", "deploy.local.cli")}


def named(text: str) -> list[str]:
    """Modules of services or of `deploy` that stand in a string of the code."""
    strings = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return [node.value for node in strings if isinstance(node.value, str) and NAMES.match(node.value)]


def test_the_kernel_names_no_service_in_a_string() -> None:
    files = [path for path in (ROOT / "shared").rglob("*.py") if "testing" not in path.parts]
    found = {(path.relative_to(ROOT).as_posix(), name) for path in files for name in named(path.read_text())}
    assert len(files) >= 60
    assert found == ALLOWED


def test_a_service_named_in_a_string_is_seen() -> None:
    assert named('import_module("services.partners.app")\nimport_module(f"services.{name}.app")\n') == [
        "services.partners.app"
    ]
