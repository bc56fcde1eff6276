"""Verifies the archive of an application without the system that made it: the standard library is enough.

    python3 verify_archive.py IPB-2017-0001.zip [--head 5f0c...]

Checks the manifest (every member present, unchanged, none beside it), each history chain, the chain of the
dossiers, the files that they name, and that assignments, scores, figures, ranking, notice, objections,
decision and title are what the history says of them. `--head` compares the newest hash of the application's
chain with one that was told elsewhere. Exit status 0: nothing was found.
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HISTORY = (
    "id noun object_id sequence transition state_from state_to event actor actor_roles client on_behalf_of "
    "reason payload audience organisation_id region_path business_at recorded_at"
).split()
DOSSIER = (
    "application_id sequence form materials facts facts_version facts_at submitted_by submitted_at".split()
)
NOUNS = {
    "assignments": "assignment",
    "score_runs": "score_run",
    "rankings": "ranking",
    "notices": "notice",
    "notice_entries": "notice_entry",
    "objections": "objection",
    "decisions": "decision",
    "titles": "title",
}
OTHERS = ("scores", "score_lines", "ranking_lines", "decision_entries")
TITLE = "number programme_id round_id subject_kind subject_id valid_from valid_to document_number".split()
SEALED = {
    "score_runs": lambda row: seal([seal(_without_lines(row)), *row["line_seals"]]),
    "rankings": lambda row: seal(row["line_seals"]),
    "objections": lambda row: seal({"items": row["items"], "answer": row["answer"]}),
}
MANIFEST = "manifest.json"
Row = dict[str, Any]
HEX = re.compile(r"([0-9a-f]{2})*")


def _without_lines(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "line_seals"}


def chained(previous: str | None, row: Mapping[str, Any], members: Sequence[str]) -> str:
    """SHA-256 over the hash before and the canonical JSON of the members."""
    chosen = {name: row[name] for name in members}
    text = json.dumps(chosen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    before = previous or ""
    known = bytes.fromhex(before) if HEX.fullmatch(before) else before.encode()
    return hashlib.sha256(known + text.encode()).hexdigest()


def manifest_faults(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Members that are missing, changed, or that the manifest does not know."""
    listed = {member["path"]: member for member in manifest["members"]}
    present = archive.namelist()
    if len(present) != len(set(present)):
        yield "a member comes twice"
    for path in sorted({*present} - {*listed, MANIFEST}):
        yield f"{path}: not in the manifest"
    for path, member in sorted(listed.items()):
        if path not in present:
            yield f"{path}: missing"
        elif hashlib.sha256(archive.read(path)).hexdigest() != member["sha256"]:
            yield f"{path}: changed"


def history_faults(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Entries whose hash, place or predecessor is not right."""
    heads: dict[tuple[str, str], tuple[int, str | None]] = {}
    for entry in entries:
        chain = (str(entry["noun"]), str(entry["object_id"]))
        place, previous = heads.get(chain, (0, None))
        name = f"history {chain[0]} {chain[1]} entry {entry['sequence']}"
        if entry["sequence"] != place + 1 or entry["previous_hash"] != previous:
            yield f"{name}: does not follow the entry before it"
        if chained(previous, entry, HISTORY) != entry["hash"]:
            yield f"{name}: changed"
        heads[chain] = (place + 1, str(entry["hash"]))


def dossier_faults(dossiers: Sequence[Mapping[str, Any]], told: set[str]) -> Iterator[str]:
    """Dossiers whose hash or predecessor is not right, or that the history never named."""
    previous = None
    for place, dossier in enumerate(sorted(dossiers, key=lambda each: each["sequence"]), start=1):
        name = f"dossier {dossier['sequence']}"
        if dossier["sequence"] != place or dossier["previous_hash"] != previous:
            yield f"{name}: does not follow the dossier before it"
        if chained(dossier["previous_hash"], dossier, DOSSIER) != dossier["hash"]:
            yield f"{name}: changed"
        if dossier["hash"] not in told:
            yield f"{name}: the history names another"
        previous = dossier["hash"]


def material_faults(archive: zipfile.ZipFile, dossiers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Files that the dossiers name and the archive does not hold."""
    held = {
        hashlib.sha256(archive.read(n)).hexdigest() for n in archive.namelist() if n.startswith("materials/")
    }
    for dossier in dossiers:
        for material in dossier["materials"]:
            if material["sha256"] not in held:
                yield f"dossier {dossier['sequence']}: {material['file_name']} is missing or changed"


def seal(document: Any) -> str:
    """SHA-256 over the canonical JSON, as the history remembers what it must not tell."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Case:
    """The rows of an archive beside what the history says of them."""

    def __init__(self, rows: Mapping[str, list[Row]], history: list[Row], withheld: list[str]) -> None:
        self.rows, self.withheld = rows, withheld
        self.chains: dict[str, list[Row]] = {}
        for entry in history:
            self.chains.setdefault(f"{entry['noun']}/{entry['object_id']}", []).append(entry)

    def payload(self, chain: str, member: str) -> Any:
        """The newest value of a member in the payloads of a chain."""
        told = [entry["payload"] for entry in self.chains.get(chain, [])]
        return next((each[member] for each in reversed(told) if member in each), None)

    def faults(self) -> Iterator[str]:
        """Rows that are not what the history says."""
        for name, noun in NOUNS.items():
            for row in self.rows[name]:
                yield from self._row(name, f"{noun}/{row['id']}", row)
        yield from self._sheets()
        yield from self._lines("score_lines", "score_runs", "score_run_id")
        yield from self._lines("ranking_lines", "rankings", "ranking_id")
        yield from self._outcomes()

    def _row(self, name: str, chain: str, row: Row) -> Iterator[str]:
        if chain in self.withheld:
            return
        if chain not in self.chains:
            yield f"{name} {row['id']}: the history does not know it"
            return
        states = [entry["state_to"] for entry in self.chains[chain] if entry["state_to"] is not None]
        differing = {
            "state": "state" in row and row["state"] != states[-1],
            "figures": name in SEALED and SEALED[name](row) != self.payload(chain, "sealed"),
            "text": name == "notice_entries" and not self._is_published_text(chain, row),
        }
        of_title = (key for key in TITLE if name == "titles" and row[key] != self.payload(chain, key))
        for what in (*(key for key, differs in differing.items() if differs), *of_title):
            yield f"{name} {row['id']}: {what} is not what the history says"

    def _is_published_text(self, chain: str, row: Row) -> bool:
        published = {seal(row["snapshot"]), row["snapshot_hash"], self.payload(chain, "snapshot_hash")}
        return len(published) == 1

    def _sheets(self) -> Iterator[str]:
        """Each sheet has the seal that was set when it was handed in, and none is missing."""
        sheets: dict[tuple[str, int], list[Row]] = {}
        for row in self.rows["scores"]:
            sheets.setdefault((row["assignment_id"], row["sequence"]), []).append(row)
        told = [
            ((entry["object_id"], entry["payload"]["sequence"]), entry["payload"]["sealed"])
            for chain, entries in self.chains.items()
            for entry in entries
            if chain.startswith("score/")
        ]
        for (assignment, sequence), sealed in told:
            marks = sorted(sheets.pop((assignment, sequence), []), key=lambda row: row["criterion"])
            if seal([seal(mark) for mark in marks]) != sealed:
                yield f"scores of assignment {assignment}, sheet {sequence}: changed or incomplete"
        for assignment, sequence in sheets:
            yield f"scores of assignment {assignment}, sheet {sequence}: the history does not know it"

    def _lines(self, name: str, above: str, key: str) -> Iterator[str]:
        """The case's own line is one of those under the seal of its run or ranking."""
        under = {row["id"]: row["line_seals"] for row in self.rows[above]}
        for row in self.rows[name]:
            if seal(row) not in under.get(row[key], []):
                yield f"{name} of {row[key]}: changed"

    def _outcomes(self) -> Iterator[str]:
        """What an issued decision says of the case is the step that the case took."""
        taken = {
            (entry["payload"].get("decision_id"), entry["transition"], entry["reason"])
            for chain, entries in self.chains.items()
            for entry in entries
            if chain.startswith("application/")
        }
        for row in self.rows["decision_entries"]:
            if row["issued"] and (row["decision_id"], row["outcome"], row["reason"]) not in taken:
                yield f"decision_entries of {row['decision_id']}: the case took another step"


def faults(path: Path, head: str | None = None) -> list[str]:
    """Everything that is wrong with an archive; empty: nothing was found."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            history = json.loads(archive.read("history.json"))
            dossiers = json.loads(archive.read("dossiers.json"))
            rows = {name: json.loads(archive.read(f"{name}.json")) for name in (*NOUNS, *OTHERS)}
            told = {entry["payload"].get("dossier_sha256") for entry in history}
            own = f"application/{manifest['application']['id']}"
            last = {f"{entry['noun']}/{entry['object_id']}": entry["hash"] for entry in history}
            found = [
                *manifest_faults(archive, manifest),
                *history_faults(history),
                *dossier_faults(dossiers, told),
                *material_faults(archive, dossiers),
                *Case(rows, history, manifest["withheld"]).faults(),
            ]
    except (zipfile.BadZipFile, KeyError, TypeError, AttributeError, ValueError, OSError) as error:
        return [f"not a whole archive: {error}"]
    if last != manifest["heads"]:
        found.append("the manifest names other heads than the history has")
    if head is not None and last.get(own) != head:
        found.append("the application's chain does not end with the given hash")
    return found


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description="Verify the archive of an application.")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--head", help="the newest hash of the application's chain, as told elsewhere")
    given = parser.parse_args()
    found = faults(given.archive, given.head)
    for fault in found:
        print(fault)
    print(f"{given.archive}: {len(found)} faults" if found else f"{given.archive}: whole and unchanged")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
