"""The port behind which an operator puts a malware scanner."""

from typing import IO, Protocol


class Scanner(Protocol):
    """Looks at the content of every upload before the file may be used."""

    async def find(self, content: IO[bytes]) -> str | None:
        """The name of what was found, or `None`; a scanner that cannot answer raises `Unavailable`."""
        ...


class NoScanner:
    """Finds nothing because it does not look: the platform ships none, and says so in its settings."""

    async def find(self, content: IO[bytes]) -> str | None:  # noqa: ARG002 - the port's signature
        """Nothing, whatever the content."""
        return None
