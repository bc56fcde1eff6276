"""What a replay of registry has to make up, and what its history does not tell."""

from typing import Final

from services.registry.models import Base
from tests.rows import Ledger

LEDGER: Final = Ledger(
    metadata=Base.metadata,
    # who read whom in clear, and what tables were read in: logs of their own
    elsewhere=frozenset({"unmaskings", "imports", "import_rows"}),
    # personal data, which stay in the row; a counter and search keys, which are made from the rest
    kept_back={
        "organisations": frozenset({"revision"}),
        "organisation_names": frozenset({"id", "key", "pinyin", "initials", "grams"}),
        "people": frozenset({"name", "position", "phone", "email", "version"}),
        "experts": frozenset({"name", "phone", "email"}),
    },
    keys={"regions": ("code",), "calendar_years": ("year",), "calendar_days": ("day",)},
    numbered={"organisation_names": "organisation_id"},
)
