"""What a long run came to: progress on the way, at the end a summary and a file for each fault."""

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.places import CHECKOUT
from tests.security.live.fuzzing import GOOD, Run
from tests.security.live.wandering import Wandering

FOLDER: Final = CHECKOUT / "var/fuzz"


@dataclass
class Account:
    """One run of `make fuzz`."""

    folder: Path
    lines: list[str] = field(default_factory=list)
    fruitless: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, folder: Path = FOLDER) -> "Account":
        """Faults of the run before are gone."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(folder)

    def say(self, line: str) -> None:
        """At once."""
        sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()

    def progress(self, service: str, many: int) -> Callable[[str], None]:
        """Says which operation of how many begins."""
        done = iter(range(1, many + 1))
        return lambda label: self.say(f"{service}: {next(done, many)} of {many}, {label}")

    def called(self, service: str, offered: Sequence[str], run: Run) -> None:
        """Note a service, and write each fault where it can be tried again."""
        calls = sum(sum(each.values()) for each in run.answers.values())
        good = sum(not GOOD.isdisjoint(run.answers.get(each, ())) for each in offered)
        self.lines.append(
            f"{service}: {len(run.answers)} of {len(offered)} operations tried in {calls} calls,"
            f" {good} answered 2xx, {len(offered) - good} never, {len(run.faults)} faults"
        )
        self.fruitless += [f"{each}: {dict(run.answers.get(each, {}))}" for each in run.fruitless(offered)]
        for fault in run.faults:
            self._write(service, f"{fault.operation}\n\n{fault.found}\n\n{fault.call}\n")

    def wandered(self, service: str, seen: Wandering) -> None:
        """Note the rows of calls of a service."""
        calls = sum(sum(each.values()) for each in seen.run.answers.values())
        self.lines.append(
            f"{service}: {calls} calls in rows, {seen.second_steps} that links led to answered 2xx,"
            f" {len(seen.run.faults)} faults"
        )
        for fault in seen.run.faults:
            self._write(service, f"{fault.operation}\n\n{fault.found}\n\n{fault.call}\n")

    def raided(self, service: str, many: int, faults: Sequence[str]) -> None:
        """Note the hostile requests of a service."""
        self.lines.append(f"{service}: {many} hostile requests, {len(faults)} faults")
        for fault in faults:
            self._write(service, f"{fault}\n")

    def close(self) -> None:
        """Tell it all."""
        (self.folder / "never-2xx.txt").write_text("\n".join([*self.fruitless, ""]), "utf-8")
        told = ["", *self.lines, f"{len(self.fruitless)} operations never answered 2xx:"]
        told += [f"  {each}" for each in self.fruitless]
        told += [f"fault: {each}" for each in self.faults] or ["no faults"]
        (self.folder / "summary.txt").write_text("\n".join([*told[1:], ""]), "utf-8")
        for line in told:
            self.say(line)

    def _write(self, service: str, text: str) -> None:
        file = self.folder / f"{service}-{len(self.faults) + 1:03d}.txt"
        file.write_text(text, "utf-8")
        self.faults.append(f"{file}: {text.splitlines()[0]}")
