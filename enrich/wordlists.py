"""The word lists in enrich/data/, read once when first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A file of enrich/data/ ("places") as a mapping."""
    return tomllib.loads(files("enrich").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words of one list of a file ("titles", "classes.official"), which stand there separated by bars."""
    value: Any = table(name)
    for part in key.split("."):
        value = value[part]
    return frozenset(word for word in value.replace("\n", "").split("|") if word)
