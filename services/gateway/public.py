"""Which operations need no token, taken from the services' contracts and kept as data beside the route table.

`python -m services.gateway.public` writes public_paths.yaml anew; `--check` says whether it is what the
contracts say. It is committed, so that a new public path is seen in review and the gateway deploys alone.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from services.gateway.routes import PUBLIC_PATHS, SERVICES

HEADER = "# Made from services/*/openapi.json by `python -m services.gateway.public`: do not edit.\n"
METHODS = ("get", "post", "put", "patch", "delete")


def public_paths(contract: dict[str, Any]) -> dict[str, list[str]]:
    """Path templates of a contract with the methods that ask for no token."""
    found = {
        path: [method.upper() for method in METHODS if operations.get(method, {}).get("security") == []]
        for path, operations in contract.get("paths", {}).items()
    }
    return {path: methods for path, methods in sorted(found.items()) if methods and path.count("/") > 1}


def rendered(services: Path) -> str:
    """The file as the contracts in this folder want it."""
    contracts = {name: services / name / "openapi.json" for name in SERVICES}
    table = {
        name: public_paths(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
        for name, file in contracts.items()
    }
    return HEADER + yaml.safe_dump(table, sort_keys=False, allow_unicode=True)


def main(arguments: list[str]) -> int:
    """The command line."""
    wanted = rendered(Path(__file__).parents[1])
    if "--check" not in arguments:
        PUBLIC_PATHS.write_text(wanted, encoding="utf-8")
        return 0
    if PUBLIC_PATHS.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("public paths differ from the contracts: python -m services.gateway.public\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
