"""What the terminal shows: one line per thing started, with how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape


@dataclass(frozen=True, slots=True)
class Progress:
    """Lines on the terminal; a spinner while something is under way and the terminal can show it."""

    console: Console = field(default_factory=lambda: Console(highlight=False))

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Shows a step while it runs and its time when it is done."""
        began = time.monotonic()
        with self.console.status(f"{what} ..."):
            yield
        self.done(what, time.monotonic() - began)

    def done(self, what: str, seconds: float | None = None) -> None:
        took = "" if seconds is None else f" [dim]{seconds:.1f} s[/dim]"
        self.console.print(f"[green]✓[/green] {what}{took}", soft_wrap=True)

    def note(self, text: str) -> None:
        self.console.print("[yellow]•[/yellow]", escape(text), soft_wrap=True)

    def failed(self, text: str) -> None:
        """The first line says what to do; the rest is the evidence."""
        first, _, rest = text.partition("\n")
        self.console.print("[bold red]✗[/bold red]", escape(first), soft_wrap=True)
        if rest:
            self.console.print(rest, style="dim", markup=False, soft_wrap=True)

    def say(self, text: str = "") -> None:
        self.console.print(text, soft_wrap=True)
