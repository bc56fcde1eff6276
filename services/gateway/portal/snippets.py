"""First calls to copy: files that a test takes from the page and runs as they stand."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("examples")
PLACE = "http://127.0.0.1:8080"
"""How the files name the platform; the page says where it really is."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One file as the page shows it."""

    name: str
    label: str
    runs_with: str
    text: str


FILES = (
    ("first-calls.sh", "curl", "sh first-calls.sh"),
    ("first-calls.mjs", "JavaScript", "node first-calls.mjs"),
    ("first-calls.py", "Python", "python3 first-calls.py"),
    ("sign-in.sh", "demo", "sh sign-in.sh"),
)


def snippets(public_url: str) -> list[Snippet]:
    """All of them, with this platform's address in place."""
    return [
        Snippet(
            name, label, runs, (FOLDER / f"{name}.txt").read_text("utf-8").replace(PLACE, public_url).strip()
        )
        for name, label, runs in FILES
    ]
