"""Who asked for a job, kept with it so that the work is done with exactly that caller's rights."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind


def written(caller: Caller) -> dict[str, Any]:
    """The caller as JSON values."""
    return {
        "kind": caller.kind,
        "subject": caller.subject,
        "client": caller.client,
        "scopes": sorted(caller.scopes),
        "bindings": [
            {
                "role": binding.role,
                "organisation": _text(binding.organisation),
                "region": binding.region,
                "programme": _text(binding.programme),
            }
            for binding in caller.bindings
        ],
    }


def read(kept: Mapping[str, Any]) -> Caller:
    """The caller that `written` kept."""
    return Caller(
        kind=CallerKind(kept["kind"]),
        subject=kept["subject"],
        client=kept["client"],
        scopes=frozenset(kept["scopes"]),
        bindings=tuple(
            Binding(
                role=Role(binding["role"]),
                organisation=_identifier(binding["organisation"]),
                region=binding["region"],
                programme=_identifier(binding["programme"]),
            )
            for binding in kept["bindings"]
        ),
    )


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _identifier(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
