"""Makes the register up from its history alone, and compares it with the rows, column by column.

Each entry must go on from where the one before ended: versions rise by one, states follow one another.
"""

from collections.abc import Iterable
from datetime import date

from services.registry.certifications.workflow import OPEN
from services.registry.directory.models import PublishedOrganisation
from services.registry.directory.repository import order_key
from tests.replays import Entry, Retelling
from tests.rows import Row, Rows, advance

HANGING = ("people", "claims", "yearly_facts", "incidents", "brands")
"""What follows its organisation to another region."""


class Register(Retelling):
    """Organisations with all that hangs on them, experts, regions and calendar."""

    def finish(self) -> None:
        """What follows from other rows: places, counts, the public's copy."""
        organisations = self.tables["organisations"]
        for each in HANGING:
            for row in self.tables[each].values():
                row["region_path"] = organisations[row["organisation_id"]]["region_path"]
        for row in self.tables["expert_relations"].values():
            expert = self.tables["experts"][row["expert_id"]]
            row["subject"], row["region_path"] = expert["subject"], expert["region_path"]
        for thing, row in organisations.items():
            claims = [each for each in self.tables["claims"].values() if each["organisation_id"] == thing]
            row["open_claims"] = sum(each["state"] in OPEN for each in claims)
            row["sort_key"] = order_key(row["name"])
            columns = PublishedOrganisation.__table__.c.keys()
            self.tables["published_organisations"][thing] = {name: row[name] for name in columns}

    def _organisation(self, entry: Entry, told: Row, record: Row) -> None:
        thing = entry["object_id"]
        row = self.tables["organisations"].setdefault(thing, {"id": thing, **UNTOUCHED})
        if "facts" in told:
            self._typed(entry, row, told)
        elif "certified" in told:
            assert told["certified"] is not bool(row["certified_at"])
            row["certified_at"] = told["certified_at"]
        elif "incident_id" in told:
            row["open_serious_incidents"] = told["open_serious"]
            known = ("kind", "level", "occurred_on", "closed_on")
            facts = {"id": told["incident_id"], "organisation_id": thing, **{n: told[n] for n in known}}
            advance(self.tables["incidents"], facts["id"], {**facts, **record})
        else:
            row["facts_filed_through"] = told["filed_through"]
            for figure in record["figures"]:
                self._figure(entry, told["year"], figure)
        for person in record.get("people", ()):
            self.tables["people"][person["id"]] = {**person, "organisation_id": thing}

    def _typed(self, entry: Entry, row: Row, told: Row) -> None:
        assert entry["state_from"] == row["status"]
        assert told["version"] == row["version"] + 1
        row |= {**told["facts"], "changed_on": told["effective_on"]}
        row |= {"status": told["status"], "version": told["version"]}
        if "name" not in told["facts"]:
            return
        names = self.tables["organisation_names"]
        own = [each for each in names.values() if each["organisation_id"] == row["id"]]
        for before in own[-1:]:
            before["until_on"] = told["effective_on"]
        new = {"organisation_id": row["id"], "name": row["name"]}
        names[f"{row['id']} {len(own)}"] = {**new, "from_on": told["effective_on"], "until_on": None}

    def _figure(self, entry: Entry, year: int, figure: Row) -> None:
        same = (entry["object_id"], year, figure["kind"])
        figures = self.tables["yearly_facts"]
        before = [
            each for each in figures.values() if (each["organisation_id"], each["year"], each["kind"]) == same
        ]
        assert figure["revision"] == len(before) + 1
        for each in before:
            each["is_current"] = False
        place = {"organisation_id": same[0], "year": year, "recorded_by": entry["actor"]}
        figures[figure["id"]] = {**figure, **place, "is_current": True}

    def _claim(self, entry: Entry, told: Row, record: Row) -> None:
        before = self.tables["claims"].get(entry["object_id"], {"state": None, "decided_by": None})
        assert entry["state_from"] == before["state"]
        row = {"id": entry["object_id"], **told, **record, "decided_by": before["decided_by"]}
        row["reason"] = before.get("reason")
        if told["state"] not in OPEN:
            row["decided_by"], row["reason"] = entry["actor"], entry["reason"]
        advance(self.tables["claims"], row["id"], row)

    def _brand(self, entry: Entry, told: Row, _record: Row) -> None:
        if "authorisation_id" in told:
            names = ("organisation_id", "child_id", "standard")
            row = {"id": told["authorisation_id"], "brand_id": entry["object_id"]}
            row |= {name: told[name] for name in names}
            row |= {"valid": [told["from_on"], told["until_on"]], "version": told["authorisation_version"]}
            advance(self.tables["brand_authorisations"], row["id"], row)
            assert told["version"] == self.tables["brands"][entry["object_id"]]["version"]
        else:
            row = {"id": entry["object_id"], "organisation_id": told.pop("owner_id"), **told}
            advance(self.tables["brands"], row["id"], row)

    def _expert(self, entry: Entry, told: Row, _record: Row) -> None:
        thing = entry["object_id"]
        before = self.tables["experts"].get(thing, {"id": thing, "version": 0, "status": None})
        assert entry["state_from"] in {None, before["status"]}
        if "relation_id" not in told:
            advance(self.tables["experts"], thing, {**before, **told})
            return
        assert (told["version"], told["status"]) == (before["version"], before["status"])
        names = ("organisation_id", "kind", "origin", "pinned", "from_on", "until_on")
        row = {"id": told["relation_id"], "expert_id": thing, **{name: told[name] for name in names}}
        ties = self.tables["expert_relations"]
        row["note"] = ties[row["id"]]["note"] if row["id"] in ties else entry["reason"]
        advance(ties, row["id"], {**row, "version": told["relation_version"]})

    def _region(self, _entry: Entry, told: Row, _record: Row) -> None:
        advance(self.tables["regions"], told["code"], {"id": _entry["object_id"], **told})

    def _calendar_year(self, _entry: Entry, told: Row, _record: Row) -> None:
        row = dict(self.tables["calendar_years"][str(told["year"])])
        row |= {"published": told["published"], "version": told["version"]}
        if "day" in told:
            names = ("day", "year", "kind", "name", "source")
            self.tables["calendar_days"][told["day"]] = {name: told[name] for name in names}
        else:
            row["source"] = told["source"]
        advance(self.tables["calendar_years"], str(told["year"]), row)


UNTOUCHED: Row = {
    "status": None,
    "version": 0,
    "certified_at": None,
    "open_serious_incidents": 0,
    "facts_filed_through": None,
}
"""An organisation of which nothing was told."""


def replayed(entries: Iterable[Entry], shipped: Rows) -> Register:
    """What the entries of a whole history lead to, from what the migrations brought."""
    register = Register()
    for table, rows in shipped.items():
        register.tables[table] |= {key: dict(row) for key, row in rows.items()}
    for entry in entries:
        register.take(entry)
    register.finish()
    return register


def facts_on(entries: Iterable[Entry], day: date) -> Row | None:
    """The facts of one organisation by its entries up to a day; None before it was there."""
    facts: Row | None = None
    for entry in entries:
        told = entry["payload"]
        if "facts" not in told or date.fromisoformat(told["effective_on"]) > day:
            continue
        facts = {**(facts or {}), **told["facts"]}
    return facts
