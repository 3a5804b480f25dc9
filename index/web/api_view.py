"""The API's description as a page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

#: Limits of a parameter's schema, and how they are told.
LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "maxLength": "at most {} characters",
    "pattern": "{}",
}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a route."""

    name: str
    needed: bool
    meaning: str
    limits: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route; `example` is an address to try, None where it would need something of the store."""

    verb: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    example: str | None


def api_view(described: Mapping[str, Any]) -> list[Route]:
    """The routes of an OpenAPI description."""
    return [
        _route(verb.upper(), path, operation)
        for path, operations in described["paths"].items()
        for verb, operation in operations.items()
    ]


def _route(verb: str, path: str, operation: Mapping[str, Any]) -> Route:
    parameters = operation.get("parameters", [])
    return Route(
        verb=verb,
        path=path,
        summary=operation.get("description") or operation.get("summary", ""),
        parameters=tuple(_parameter(each) for each in parameters),
        example=_example(path, parameters),
    )


def _parameter(described: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=described["name"],
        needed=described.get("required", False),
        meaning=described.get("description", ""),
        limits="; ".join(_limits(described.get("schema", {}))),
    )


def _limits(schema: Mapping[str, Any]) -> Iterator[str]:
    """What a schema allows, in words."""
    if "enum" in schema:
        yield "one of " + ", ".join(str(value) for value in schema["enum"])
    yield from (told.format(schema[key]) for key, told in LIMITS.items() if key in schema and key != "pattern")
    if schema.get("default") not in (None, ""):
        yield f"otherwise {schema['default']}"


def _example(path: str, parameters: list[Any]) -> str | None:
    """An address with the examples of the parameters that a search takes."""
    if "{" in path or path.endswith("by-url"):
        return None
    shown = {each["name"]: each["schema"]["examples"][0] for each in parameters if each["name"] in ("q", "limit")}
    return f"{path}?{urlencode(shown, quote_via=quote)}" if shown else path
