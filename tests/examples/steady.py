"""What differs from run to run made the same: identifiers, times, tokens, addresses, serial numbers.

The n-th of a kind in an exchange always becomes the same one; what stood twice still stands twice.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.codes.credit_code import make_from

FIRST_INSTANT = datetime(2017, 6, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2017, 6, 1)
BEFORE, AFTER = timedelta(days=400), timedelta(days=1500)
"""Days from so long ago to so far ahead hang on the day of the recording; others are part of the story."""
TOKEN = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJleGFtcGxlIn0.c2lnbmF0dXJl"
ADDRESS = "https://lupin.example"
NOW, LIFE = timedelta(hours=2), 600
"""How near a number is that tells the time of the recording; how long a token lives that was issued then."""
COUNTED = ("position", "cursor", "next_cursor")

_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost|[a-z]+\.test)(?::\d+)?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+\d\d:\d\d)")
_DAY = re.compile(r"(?<![\d-])20\d\d-\d\d-\d\d(?![\dT-])")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?![\d.])")
"""A telephone: those that begin with 1380000 are nobody's."""
_CREDIT = re.compile(r"(?<![0-9A-Za-z])[1-9A-Z]\d{7}[0-9A-Z]{10}(?![0-9A-Za-z])")
_HEX = re.compile(r"(?<![0-9A-Za-z_])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,128}(?![0-9A-Za-z_])")
_OPAQUE = re.compile(r"(?<![\w+/-])[\w+/-]{20,}={0,2}(?![\w+/=-])", re.ASCII)
_ENDING = re.compile(r"(?<=公司)[0-9a-f]{4}(?![0-9A-Za-z])")
"""By which tests tell enterprises of one name apart."""
_SERIAL = re.compile(r"(?<![0-9A-Za-z])\d{7,9}(?![0-9A-Za-z])")


@dataclass
class Steady:
    """Of one exchange: all of its strings are read once, in order, and then written anew."""

    at: datetime
    _seen: dict[str, dict[str, str]] = field(default_factory=dict)
    _moment: dict[datetime, datetime] = field(default_factory=dict)
    _day: dict[str, str] = field(default_factory=dict)

    def exchange(self, *values: Any) -> list[Any]:
        """The values with everything in them that changes from run to run replaced."""
        texts = [text for value in values for text in _texts(value)]
        moments = sorted({datetime.fromisoformat(each) for text in texts for each in self._moments(text)})
        self._moment = {
            moment: FIRST_INSTANT + timedelta(minutes=rank) for rank, moment in enumerate(moments)
        }
        days = sorted({each for text in texts for each in _DAY.findall(text) if self._near(each)})
        self._day = {day: (FIRST_DAY + timedelta(days=7 * rank)).isoformat() for rank, day in enumerate(days)}
        return [self._of(value) for value in values]

    def _of(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._text(key): self._member(key, below) for key, below in value.items()}
        if isinstance(value, list):
            return [self._of(below) for below in value]
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int):
            return self._number(value)
        return value

    def _member(self, key: str, value: Any) -> Any:
        """Places in a history are counted on from test to test."""
        if key in COUNTED and str(value).isdecimal() and int(value) > 0:
            seen = self._seen.setdefault("place", {})
            return type(value)(seen.setdefault(str(value), str(len(seen) + 1)))
        return self._of(value)

    def _number(self, value: int) -> int:
        """Seconds or thousandths since 1970: of now, or of when what is issued now ends."""
        for unit in (1, 1000):
            ahead = value / unit - self.at.timestamp()
            if abs(ahead) < NOW.total_seconds():
                return int(FIRST_INSTANT.timestamp() + (LIFE if ahead > LIFE / 2 else 0)) * unit
        return value

    def _text(self, text: str) -> str:
        text = _TOKEN.sub(TOKEN, text)
        text = _ADDRESS.sub(ADDRESS, text)
        text = _UUID.sub(self._nth("uuid", lambda n, _: f"01890a5d-ac96-7000-8000-{n:012d}"), text)
        text = _INSTANT.sub(self._instant, text)
        text = _DAY.sub(lambda found: self._day.get(found.group(), found.group()), text)
        text = MOBILE.sub(self._nth("mobile", lambda n, _: f"1380000{n - 1:04d}"), text)
        text = _CREDIT.sub(self._nth("credit", _credit_code), text)
        text = _ENDING.sub(self._nth("ending", lambda n, _: f"{n:04d}"), text)
        text = _HEX.sub(
            self._nth("hex", lambda n, old: _digest(n).hex()[: len(old)].ljust(len(old), "0")), text
        )
        text = _OPAQUE.sub(self._nth("opaque", _opaque), text)
        return _SERIAL.sub(self._nth("serial", lambda n, old: f"{10 ** (len(old) - 1) + n}"), text)

    def _nth(self, kind: str, make: Callable[[int, str], str]) -> Callable[[re.Match[str]], str]:
        seen = self._seen.setdefault(kind, {})

        def replaced(found: re.Match[str]) -> str:
            old = found.group()
            if old in seen.values():
                return old
            return seen.setdefault(old, make(len(seen) + 1, old))

        return replaced

    def _instant(self, found: re.Match[str]) -> str:
        moment = self._moment.get(datetime.fromisoformat(found.group()))
        return found.group() if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _moments(self, text: str) -> Iterator[str]:
        """Instants that hang on the time of the recording."""
        return (each for each in _INSTANT.findall(text) if self._near(each[:10]))

    def _near(self, day: str) -> bool:
        try:
            return -BEFORE < date.fromisoformat(day) - self.at.date() < AFTER
        except ValueError:
            return False


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)


def _digest(number: int) -> bytes:
    return hashlib.sha512(f"example {number}".encode()).digest()


def _credit_code(number: int, old: str) -> str:
    return make_from(old[:2], old[2:8], f"{number:08d}")


def _opaque(number: int, old: str) -> str:
    """Where capitals, small letters and figures are mixed it is no word: a secret, a signature, a cursor."""
    if old in TOKEN or not (re.search("[a-z]", old) and re.search("[A-Z]", old) and re.search(r"\d", old)):
        return old
    prefix = next((each for each in ("lupin_", "whsec_") if old.startswith(each)), "")
    made = urlsafe_b64encode(_digest(number) * 40).decode()
    return prefix + made[: len(old) - len(prefix)]
