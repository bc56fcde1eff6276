"""What the architecture tests look at: modules, nouns, services, and their built applications."""

import ast
import base64
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI

ROOT = Path(__file__).parents[2]
SHIPPED = ("services", "shared", "deploy")
NOUN_FILES = {
    "routes",
    "dependencies",
    "service",
    "repository",
    "schemas",
    "models",
    "rules",
    "workflow",
    "errors",
    "__init__",
}
NOT_NOUNS = {"migrations", "clients", "catalogue", "portal"}
"""Folders of a service that hold something else: history of the schema, callers of siblings, data, pages."""


@cache
def sources(*packages: str) -> tuple[Path, ...]:
    """The Python files of these top folders, by path."""
    return tuple(sorted(path for package in packages for path in (ROOT / package).rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All that is in a module, walked once: many tests look through the same modules."""
    return tuple(ast.walk(tree))


@cache
def _calls(tree: ast.Module) -> Mapping[str, Sequence[ast.Call]]:
    made: dict[str, list[ast.Call]] = {}
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            made.setdefault(_named(node.func), []).append(node)
    return made


def name_of(path: Path) -> str:
    """A path as it is spoken of in a failure."""
    return str(path.relative_to(ROOT))


def services() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "services").glob("*/__init__.py"))


def built_services() -> list[str]:
    """The services that have a composition root; the gateway has none, it is configuration."""
    return sorted(path.parent.name for path in (ROOT / "services").glob("*/main.py"))


def nouns(service: str) -> list[Path]:
    return sorted(
        path.parent
        for path in (ROOT / "services" / service).glob("*/__init__.py")
        if path.parent.name not in NOT_NOUNS
    )


def environment(service: str) -> dict[str, str]:
    """The settings without which a service does not start; nothing is connected to."""
    prefix = service.upper()
    return {
        f"{prefix}_DATABASE_URL": f"postgresql+asyncpg://nobody@127.0.0.1:1/lupin_{service}",
        f"{prefix}_DATA_KEY": base64.b64encode(bytes(32)).decode(),
    }


def application(service: str) -> FastAPI:
    """The application as an operator's process builds it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(service).items():
            patch.setenv(name, value)
        app = importlib.import_module(f"services.{service}.main").build()
    assert isinstance(app, FastAPI)
    return app


def modules_of(package: str) -> Iterator[ModuleType]:
    """Every module below a package, imported; migrations are not part of the program."""
    top = importlib.import_module(package)
    yield top
    for found in pkgutil.walk_packages(top.__path__, f"{package}."):
        if ".migrations" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def calls(tree: ast.Module, function: str) -> Sequence[ast.Call]:
    """Calls of a function or class by this name."""
    return _calls(tree).get(function, ())


def _named(node: Any) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))
