"""Python clients of contracts: `generate.py FOLDER CONTRACT…` writes FOLDER/SERVICE_client.

Prints, as JSON, what it was not sure of.
"""

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType


def main(folder: Path, contracts: list[Path]) -> list[str]:
    """Generate one after the other; the warnings."""
    options = ConfigFile.load_from_path(Path(__file__).with_name("config.yaml"))
    return [
        f"{contract.stem}: {fault.header} {fault.detail}"
        for contract in contracts
        for fault in generate(
            config=Config.from_sources(
                config_file=options,
                meta_type=MetaType.NONE,
                document_source=contract,
                file_encoding="utf-8",
                overwrite=False,
                output_path=folder / f"{contract.stem}_client",
            )
        )
    ]


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        warnings = main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
    print(json.dumps(warnings))
