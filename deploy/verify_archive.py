"""Verifies the archive of an application without the system that made it: the standard library is enough.

    python3 verify_archive.py IPB-2017-0001.zip [--head 5f0c...]

Checks the manifest (every member present, unchanged, none beside it), each history chain, the chain of the
dossiers, and the files that the dossiers name. `--head` compares the newest hash of the application's chain
with one that was told elsewhere. Exit status 0: nothing was found.
"""

import argparse
import hashlib
import json
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
MANIFEST = "manifest.json"


def chained(previous: str | None, row: Mapping[str, Any], members: Sequence[str]) -> str:
    """SHA-256 over the hash before and the canonical JSON of the members."""
    chosen = {name: row[name] for name in members}
    text = json.dumps(chosen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(bytes.fromhex(previous or "") + text.encode()).hexdigest()


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
        chain = (entry["noun"], entry["object_id"])
        place, previous = heads.get(chain, (0, None))
        name = f"history {chain[0]} {chain[1]} entry {entry['sequence']}"
        if entry["sequence"] != place + 1 or entry["previous_hash"] != previous:
            yield f"{name}: does not follow the entry before it"
        if chained(entry["previous_hash"], entry, HISTORY) != entry["hash"]:
            yield f"{name}: changed"
        heads[chain] = (entry["sequence"], entry["hash"])


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


def faults(path: Path, head: str | None = None) -> list[str]:
    """Everything that is wrong with an archive; empty: nothing was found."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            history = json.loads(archive.read("history.json"))
            dossiers = json.loads(archive.read("dossiers.json"))
            told = {entry["payload"].get("dossier_sha256") for entry in history}
            own = f"application/{manifest['application']['id']}"
            last = {f"{entry['noun']}/{entry['object_id']}": entry["hash"] for entry in history}
            found = [
                *manifest_faults(archive, manifest),
                *history_faults(history),
                *dossier_faults(dossiers, told),
                *material_faults(archive, dossiers),
            ]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
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
