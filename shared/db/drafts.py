"""Drafts a migration from what the code has and the migrations have not: new tables, and CHECKs that changed.

`python -m shared.db.drafts services.registry honours` writes `NNNN_honours.py`, with the next number.
Columns, keys and indexes of a table that is there already are for a person to change.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO

from sqlalchemy import MetaData

from shared.db.creations import Creation, creations
from shared.db.migrate import ROOT, head_of, write_sql
from shared.db.renewals import Renewal, constants, downgraded, renewals, upgraded

PAGE = '''"""{title}."""

from alembic import op
{more}
revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None

{words}
def upgrade() -> None:
{up}

def downgrade() -> None:
    """What is left: the history, which is never rewritten."""
{down}'''
PROTECTION = "\nfrom shared.db.security import protect\n"


def drafted(service: str, slug: str, *, made: Sequence[Creation] = (), wanted: Sequence[Renewal] = ()) -> str:
    """The migration as text."""
    before = head_of(service)
    words = "\n".join(constants(each) for each in wanted)
    return PAGE.format(
        title=slug.replace("_", " ").capitalize(),
        more=PROTECTION if any(each.protected for each in made) else "",
        revision=f"{int(before) + 1:04}",
        before=before,
        words=f"{words}\n\n" if words else "",
        up="".join([*(each.up() for each in made), *(upgraded(each) for each in wanted)]),
        down="".join(
            [*(downgraded(each) for each in reversed(wanted)), *(each.down() for each in reversed(made))]
        ),
    )


def lacking(package: str) -> tuple[list[Creation], list[Renewal]]:
    """What the migrations of a service lack: tables, and CHECKs as the code has them now."""
    metadata = _modelled(package)
    service = package.rpartition(".")[2]
    with redirect_stdout(StringIO()) as written:
        write_sql(service)
    made = creations(metadata, written.getvalue())
    named = {each.name for each in made}
    wanted = renewals(package, metadata, written.getvalue())
    return made, [each for each in wanted if each.table not in named]


def _modelled(package: str) -> MetaData:
    """The tables of all nouns."""
    folder = ROOT.joinpath(*package.split("."))
    for path in sorted(folder.glob("*/models.py")):
        importlib.import_module(f"{package}.{path.parent.name}.models")
    metadata: MetaData = importlib.import_module(f"{package}.models").Base.metadata
    return metadata


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="such as services.registry")
    parser.add_argument("slug", help="name of the file after its number, such as honours")
    options = parser.parse_args(arguments)
    made, wanted = lacking(options.package)
    if not made and not wanted:
        sys.stderr.write("the migrations make every table and every CHECK of the code: nothing to draft\n")
        return 1
    service = options.package.rpartition(".")[2]
    number = f"{int(head_of(service)) + 1:04}"
    path = ROOT / "services" / service / "migrations" / "versions" / f"{number}_{options.slug}.py"
    path.write_text(drafted(service, options.slug, made=made, wanted=wanted), encoding="utf-8")
    named = [*(each.name for each in made), *(each.name for each in wanted)]
    sys.stdout.write(f"{path.relative_to(ROOT)}: {', '.join(named)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
