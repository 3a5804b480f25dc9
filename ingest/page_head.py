"""The meta elements of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.page_blocks import Element
from ingest.text import clean_line


class Meta:
    """The meta elements of a page by lower-case name, the first of each."""

    def __init__(self, tree: Element) -> None:
        self._values: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
            if name and (element.get("content") or "").strip():
                self._values.setdefault(name.lower(), element.get("content"))

    def first(self, *names: str) -> str | None:
        """The value of the first of `names` that the page has."""
        return next((self._values[name] for name in names if name in self._values), None)

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """The values of `names`, in their order."""
        return (self._values[name] for name in names if name in self._values)


def line(text: str | None) -> str | None:
    """One clean line; None where there is nothing in it."""
    return (clean_line(text) or None) if text else None
