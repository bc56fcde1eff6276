"""Makes indications, their users, allotments and marks up from the history alone.

Each entry must go on from where the one before ended: versions rise by one, states follow one another.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from services.trademark.authorisations.rules import freed_years, years_of
from services.trademark.indications.service import _SORTED_BY
from services.trademark.marks.models import Mark
from services.trademark.models import Base
from shared.text import pinyin_sort_key
from shared.time.clock import SHANGHAI
from tests.replays import Entry, Retelling
from tests.rows import Ledger, Row, advance

MEASURES: Final = ("area_hectares", "yield_kg_per_hectare", "yearly_capacity_kg")
TOLD_OF_MARKS: Final = frozenset(
    "id number kind classes region_path holder_id state status valid registered_on expires_on version".split()
)
LEDGER: Final = Ledger(
    metadata=Base.metadata,
    # the log of a mark, its goods and what follows from them and the law; copies; search; what lists brought
    elsewhere=frozenset(Base.metadata.tables[name].name for name in Base.metadata.tables)
    - {
        "indications",
        "indication_forms",
        "indication_allotments",
        "indication_uses",
        "marks",
        "goods_tables",
    },
    kept_back={"marks": frozenset(Mark.__table__.c.keys()) - TOLD_OF_MARKS},
    keys={"indication_allotments": ("indication_id", "year")},
)


class Register(Retelling):
    """Indications, those who use them, marks and tables of goods."""

    def _indication(self, entry: Entry, told: Row, record: Row) -> None:
        thing = entry["object_id"]
        row = {"id": thing, **told, **told["facts"], **record}
        row |= {name: None if row[name] is None else Decimal(row[name]) for name in MEASURES}
        del row["facts"], row["forms"]
        row["sort_key"] = pinyin_sort_key(row["name"])[:_SORTED_BY]
        advance(self.tables["indications"], thing, row)
        forms = self.tables["indication_forms"]
        known = {form["id"] for form in told["forms"]}
        assert {key for key, form in forms.items() if form["indication_id"] == thing} <= known
        for form in told["forms"]:
            before = forms.get(form["id"], {"version": 0})["version"]
            assert form["version"] - before in ({1} if before == 0 else {0, 1})
            forms[form["id"]] = {**form, "indication_id": thing}
        if entry["transition"] == "correct":
            for year in self._years(thing, from_year=_day_of(entry).year):
                year.update(self._caps(thing))

    def _indication_use(self, entry: Entry, told: Row, record: Row) -> None:
        thing = entry["object_id"]
        before = self.tables["indication_uses"].get(thing, {"state": None})
        assert entry["state_from"] == before["state"]
        row = {"id": thing, **told, **record, "reason": entry["reason"]}
        row["decided_by"] = None if before["state"] is None else entry["actor"]
        advance(self.tables["indication_uses"], thing, row)
        period = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
        if entry["transition"] == "grant":
            self._allot(row, years_of(*period), 1)
        elif entry["transition"] == "withdraw":
            self._allot(row, freed_years(*period, _day_of(entry)), -1)

    def _mark(self, entry: Entry, told: Row, _record: Row) -> None:
        before = self.tables["marks"].get(entry["object_id"], {"status": None, "valid": False})
        assert (told["status_before"], told["valid_before"]) == (before["status"], before["valid"])
        row = {name: told[name] for name in TOLD_OF_MARKS if name != "id"}
        advance(self.tables["marks"], entry["object_id"], {"id": told["mark_id"], **row})

    def _goods_table(self, entry: Entry, told: Row, _record: Row) -> None:
        advance(self.tables["goods_tables"], entry["object_id"], {"id": entry["object_id"], **told})

    def _deadline(self, _entry: Entry, _told: Row, _record: Row) -> None:
        """Deadlines follow from marks and the law; see the test of their own."""

    def _years(self, indication: str, *, from_year: int) -> list[Row]:
        rows = self.tables["indication_allotments"].values()
        return [row for row in rows if row["indication_id"] == indication and row["year"] >= from_year]

    def _caps(self, indication: str) -> Row:
        row = self.tables["indications"][indication]
        return {"capacity_kg": row["yearly_capacity_kg"], "land_hectares": row["area_hectares"]}

    def _allot(self, use: Row, years: Iterable[int], sign: int) -> None:
        thing = use["indication_id"]
        for year in years:
            fresh = {"indication_id": thing, "year": year, "allotted_kg": "0", "allotted_hectares": "0"}
            row = self.tables["indication_allotments"].setdefault(
                f"{thing} {year}", fresh | self._caps(thing)
            )
            for column, share in (("allotted_kg", "quota_kg"), ("allotted_hectares", "hectares")):
                row[column] = str(Decimal(row[column]) + sign * Decimal(use[share]))


def replayed(entries: Iterable[Entry]) -> Register:
    """What the entries lead to, in the order in which they were written."""
    register = Register()
    for entry in sorted(entries, key=lambda each: each["id"]):
        register.take(entry)
    return register


def _day_of(entry: Entry) -> date:
    moment = datetime.fromisoformat(entry["business_at"])
    return moment.astimezone(SHANGHAI).date()
