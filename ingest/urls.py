"""URLs as identities: one article, one URL."""

from __future__ import annotations

import re
from hashlib import sha256
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from courlan import extract_domain
from w3lib.url import canonicalize_url

#: Query parameters that say how a reader came here, not what is read. Sources: the lists of Adguard and ClearURLs, news sites.
_TRACKING: Final = re.compile(
    r"(?:utm|at|mtm|pk|hsa|oly|vero|itm|mkt|ml|wt|ns|stm)_\w+"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)"
    r"|ref_(?:src|url)|cmpid|cmp|xtor|ocid|smid|smtyp|ito|ftag|ncid|sr_share|soc_(?:src|trk)|traffic_source|guccounter|ftcamp",
    re.IGNORECASE,
)
#: Parameters that are tracking with such a value only.
_FROM_A_FEED: Final = re.compile(
    r"(?:partner|emc|src|source|from|ref|output|feature)=(?:rss|feed|atom|twitter|facebook)\w*", re.IGNORECASE
)
_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}
#: Longer URLs are no identities (characters).
_LONGEST: Final = 4000


def canonical(url: str) -> str:
    """`url` in its one spelling: lower-case host, no fragment, default port or tracking parameters. Idempotent.

    Parameters are sorted, percent escapes made alike. Raises ValueError for what is no http or https URL with a host.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in _DEFAULT_PORT or not parts.hostname or parts.username is not None or len(url) > _LONGEST:
        raise ValueError(f"{url[:200]!r} is no plain http or https URL")
    kept = "&".join(item for item in parts.query.split("&") if item and not _is_tracking(item))
    scheme, netloc, path, query, _ = urlsplit(canonicalize_url(urlunsplit(parts._replace(query=kept, fragment=""))))
    return urlunsplit((scheme, netloc.removesuffix(_DEFAULT_PORT[scheme]), path, query, ""))


def article_id(canonical_url: str) -> str:
    """The id of the article at a canonical URL: "a1-" and 20 hex digits of a SHA-256.

    http and https, with and without www. or a slash at the end, are one article.
    """
    bare = canonical_url.partition("://")[2].removeprefix("www.")
    return f"a1-{sha256(bare.rstrip('/').encode()).hexdigest()[:20]}"


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site: the same registrable domain (or the same host, where it is an address)."""
    site = _site(a)
    return site is not None and site == _site(b)


def _site(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if host is None or _is_address(host):
        return host
    return extract_domain(url) or host.removeprefix("www.")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_tracking(item: str) -> bool:
    return bool(_TRACKING.fullmatch(item.partition("=")[0]) or _FROM_A_FEED.fullmatch(item))
