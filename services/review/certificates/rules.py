"""Verification codes: eighteen characters of chance and two that catch what is typed wrong.

The alphabet is Crockford's base 32, without I, L, O and U. Read as one number, a code leaves 1 when divided
by the prime 1021; with one wrong character or two neighbours exchanged it never does (as in ISO/IEC 7064).
"""

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHANCE = 18
"""Characters of chance: 90 bits, which nobody meets by guessing."""
LENGTH = CHANCE + 2
GROUP = 5
_PRIME = 1021
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_LONGEST_WRITTEN = 64


def new_code(draw: Callable[[int], int]) -> str:
    """A fresh code; `draw(bits)` gives a number of so many bits, as `secrets.randbits` does."""
    value = draw(CHANCE * 5)
    check = (1 - value * len(ALPHABET) ** 2) % _PRIME
    number = value * len(ALPHABET) ** 2 + check
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(LENGTH)))


def read_code(written: str) -> str | None:
    """The code behind what somebody typed or scanned; `None` when it cannot be one."""
    code = written[:_LONGEST_WRITTEN].upper().translate(_MISREAD)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    number = 0
    for sign in code:
        number = number * len(ALPHABET) + ALPHABET.index(sign)
    return code if number % _PRIME == 1 else None


def shown_code(code: str) -> str:
    """In groups of five, as it is printed."""
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
