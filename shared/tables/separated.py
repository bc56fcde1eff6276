"""Text in separated files that no reader parts into a formula, whatever it takes for a separator.

What begins a cell is the business of `cells.escape`. But a spreadsheet may part at another character than we
wrote (by its list separator, a semicolon in many places; by what an import dialogue says), and quotes hold a
field together only where the reader expects the field to begin. So what stands behind anything that parts is
treated like a beginning, as OWASP's page on CSV injection asks: it warns of separators and quotes in a value,
by which what was its middle becomes the beginning of a cell.
"""

import re
from typing import Final

_PARTING: Final = r"[;,|\t\r\n]"
_SKIPPED: Final = r"(?:[^\S\t\r\n]|['\"\u200b\ufeff])*"
"""Blanks, and what some reader takes for the quotes of a field."""
_SIGN: Final = r"[=+\-@＝＋－＠﹦﹢﹣﹫]"
_BARE: Final = re.compile(rf"(?<={_PARTING})(?={_SKIPPED}{_SIGN})")
_GUARDED: Final = re.compile(rf"(?<={_PARTING})'(?={_SKIPPED}{_SIGN})")


def guard(text: str) -> str:
    """An apostrophe behind each separator within a text that a formula would follow."""
    return _BARE.sub("'", text)


def unguard(text: str) -> str:
    """Undo `guard`, exactly: what it skips holds nothing that parts, so no two places touch."""
    return _GUARDED.sub("", text) if "'" in text else text
