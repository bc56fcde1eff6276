"""Calls to strangers: one POST to a number that was judged before, no redirect, no proxy, little patience."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Final
from urllib.parse import SplitResult

import httpx  # noqa: TID251 - beside the client of siblings the one place that calls out

PATIENCE: Final = httpx.Timeout(10.0, connect=5.0)
LIMITS: Final = httpx.Limits(max_connections=20, max_keepalive_connections=0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status, or the kind of fault; the body of a stranger is never read."""

    status: int | None
    fault: str | None
    took_ms: int


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers bytes; what the answer says beside its status is of no interest."""

    http: httpx.AsyncClient

    @classmethod
    def open(cls) -> "Courier":
        """Nothing is connected before the first call."""
        return cls(httpx.AsyncClient(timeout=PATIENCE, limits=LIMITS, trust_env=False))

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def post(self, url: SplitResult, number: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """POST to this number under the name of the address, which is also what its certificate must show."""
        host = url.hostname or ""
        dialled = f"[{number}]" if ":" in number else number
        place = dialled if url.port is None else f"{dialled}:{url.port}"
        target = url._replace(netloc=place).geturl()
        sent = {**headers, "Host": url.netloc}
        began = perf_counter()
        try:
            async with self.http.stream(
                "POST", target, headers=sent, content=body, extensions={"sni_hostname": host}
            ) as answer:
                return Reply(answer.status_code, None, _since(began))
        except httpx.TimeoutException:
            return Reply(None, "timeout", _since(began))
        except httpx.ConnectError:
            return Reply(None, "not_connected", _since(began))
        except httpx.HTTPError:
            return Reply(None, "not_http", _since(began))


def _since(began: float) -> int:
    return round((perf_counter() - began) * 1000)
