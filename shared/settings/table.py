"""The settings of a service as the table in its README, kept current by a command.

`python -m shared.settings.table services.review` rewrites what stands between `<!-- settings -->` and
`<!-- /settings -->`; with `--check` it only says that the table is out of date.
"""

import argparse
import importlib
import re
import sys
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

BLOCK = re.compile(r"<!-- settings -->\n.*?<!-- /settings -->", re.DOTALL)
HEADING = "| variable | default | what |\n|---|---|---|\n"


def settings_of(package: str) -> type[BaseSettings]:
    """The one settings class that a service's settings.py defines."""
    module = importlib.import_module(f"{package}.settings")
    found = [
        member
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, BaseSettings)
        and member.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ValueError(f"{module.__name__} defines {len(found)} settings classes instead of one")
    return found[0]


def table(settings: type[BaseSettings]) -> str:
    """The block between its markers: one row a variable, in the order of declaration."""
    prefix = str(settings.model_config.get("env_prefix", "")).upper()
    rows = [
        f"| `{prefix}{name.upper()}` | {_default(field)} | {_cell(field.description or '')} |\n"
        for name, field in settings.model_fields.items()
    ]
    return f"<!-- settings -->\n{HEADING}{''.join(rows)}<!-- /settings -->"


def rewritten(text: str, settings: type[BaseSettings]) -> str:
    """The README with the table as the class is now."""
    if len(BLOCK.findall(text)) != 1:
        raise ValueError("exactly one <!-- settings --> block is wanted")
    return BLOCK.sub(lambda _: table(settings), text)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default()
    if value is None or value in ("", ()):
        return "none"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _cell(text: str) -> str:
    return text.rstrip(".").replace("|", "\\|")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Rewrite the settings table of a service's README.")
    parser.add_argument("package", help="for example services.review")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when out of date")
    options = parser.parse_args(arguments)
    readme = Path(str(importlib.import_module(options.package).__file__)).parent / "README.md"
    before = readme.read_text(encoding="utf-8")
    after = rewritten(before, settings_of(options.package))
    if before == after:
        return 0
    if options.check:
        sys.stderr.write(f"{readme}: the settings table is out of date; run the command without --check\n")
        return 1
    readme.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
