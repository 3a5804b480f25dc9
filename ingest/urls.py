"""URLs as identities: one article, one URL."""

from __future__ import annotations


def canonical(url: str) -> str:
    """`url` in its one spelling: lower-case host, no fragment, default port or tracking parameters. Idempotent.

    Raises ValueError for what is no http or https URL with a host.
    """
    raise NotImplementedError


def article_id(canonical_url: str) -> str:
    """The id of the article at a canonical URL: "a1-" and 20 hex digits of its SHA-256."""
    raise NotImplementedError


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site: the same registrable domain (or the same host, where it is an address)."""
    raise NotImplementedError
