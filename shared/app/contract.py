"""The committed contract of a service: `python -m shared.app.contract services.review [--write | --check]`.

Without an option the document goes to standard output. Nothing is connected: the settings are placeholders.
"""

import argparse
import difflib
import importlib
import json
import os
import sys
from base64 import b64encode
from pathlib import Path

from fastapi import FastAPI

_SHOWN = 60
"""Lines of a difference that are shown."""


def built(package: str) -> FastAPI:
    """The application of `services.<name>`, for whoever only reads what it says of itself."""
    prefix = package.rpartition(".")[2].upper()
    os.environ.setdefault(f"{prefix}_DATABASE_URL", "postgresql+asyncpg://contract@localhost/none")
    os.environ.setdefault(f"{prefix}_DATA_KEY", b64encode(bytes(32)).decode())
    application: FastAPI = importlib.import_module(f"{package}.main").build()
    return application


def contract_text(package: str) -> str:
    """The OpenAPI document of `services.<name>` as it is committed."""
    return json.dumps(built(package).openapi(), ensure_ascii=False, indent=1) + "\n"


def contract_path(package: str) -> Path:
    """Where the contract of a service is committed."""
    return Path(importlib.import_module(package).__path__[0]) / "openapi.json"


def drift(package: str) -> list[str]:
    """How the committed contract differs from what the code says; empty when it does not."""
    path = contract_path(package)
    committed = path.read_text("utf-8") if path.exists() else ""
    difference = difflib.unified_diff(
        committed.splitlines(), contract_text(package).splitlines(), "committed", "code", lineterm="", n=2
    )
    return list(difference)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="such as services.review")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--write", action="store_true", help="write services/<name>/openapi.json")
    choice.add_argument("--check", action="store_true", help="fail when the committed file is not current")
    arguments = parser.parse_args()
    if arguments.check:
        difference = drift(arguments.package)
        sys.stderr.write("".join(f"{line}\n" for line in difference[:_SHOWN]))
        if difference:
            sys.stderr.write(f"Run: python -m shared.app.contract {arguments.package} --write\n")
        return 1 if difference else 0
    text = contract_text(arguments.package)
    if arguments.write:
        contract_path(arguments.package).write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
