"""Who asked for a job, kept with it so that the work is done with exactly that caller's rights."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from shared.db.caller import Caller

_CALLER: Final = TypeAdapter(Caller)


def written(caller: Caller) -> dict[str, Any]:
    """The caller as JSON values; sets are sorted, so that equal callers are written alike."""
    kept: dict[str, Any] = orjson.loads(_CALLER.dump_json(caller))
    kept["scopes"] = sorted(kept["scopes"])
    return kept


def read(kept: Mapping[str, Any]) -> Caller:
    """The caller that `written` kept."""
    return _CALLER.validate_json(orjson.dumps(dict(kept)))
