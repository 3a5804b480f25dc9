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
def spoken(language: str, name: str, key: str) -> frozenset[str]:
    """A list of the words of one language: "grammar", "roles" and so on; empty where newswire does not know it."""
    known = files("enrich").joinpath(f"data/{name}_{language}.toml").is_file()
    return words(f"{name}_{language}", key) if known else frozenset()


@cache
def written_out(language: str) -> dict[str, str]:
    """Abbreviated titles of a language and what they stand for."""
    known = files("enrich").joinpath(f"data/roles_{language}.toml").is_file()
    return dict(table(f"roles_{language}")["titles"]) if known else {}


@cache
def role_classes(language: str) -> frozenset[str]:
    """General words for people of several offices: an official, a politician."""
    known = files("enrich").joinpath(f"data/roles_{language}.toml").is_file()
    return frozenset(table(f"roles_{language}")["classes"]) if known else frozenset()


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words of one list of a file ("titles", "classes.official"), which stand there separated by bars."""
    value: Any = table(name)
    for part in key.split("."):
        value = value[part]
    return frozenset(word for word in value.replace("\n", "").split("|") if word)
