"""Links as feeds and pages print them."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

#: Longer links are taken for rubbish (characters).
MAX_LINK = 2000


def http_link(value: object, base: str) -> str | None:
    """`value` as an absolute http or https URL, resolved against `base`; None where it is none."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_LINK:
        return None
    try:
        link = urljoin(base, "".join(value.split()))
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname else None
