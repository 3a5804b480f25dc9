"""The title of an article page, without the name of the site."""

from __future__ import annotations

import re
from typing import Final

from ingest.page_blocks import Element, key
from ingest.page_head import Meta, line
from ingest.page_ld import LinkedData

_SUFFIX: Final = re.compile(r"^(?P<title>.+\S)\s+(?:[|–—·»•‹›]|-|::)\s+(?P<site>[^|–—·»•]{1,60})$")


def page_title(tree: Element, said: LinkedData, meta: Meta, *, site: str | None, host: str) -> str | None:
    """The title as the publisher gives it for sharing, else the headline, the heading, the title element."""
    heading = line(next((" ".join(h1.itertext()) for h1 in tree.iter("h1")), None))
    element = line(next((title.text for title in tree.iter("title")), None))
    found = [meta.first("og:title"), said.headline, heading, meta.first("twitter:title"), element]
    bare = (without_site(line, site=site, host=host) for line in map(line, found) if line)
    names = {key(name).lower() for name in (site or "", host)}
    title = next((line for line in bare if key(line).lower() not in names), None)
    if heading and title and title.endswith(("…", "...")) and heading.startswith(title.rstrip("….")):
        return heading
    return title


def without_site(title: str, *, site: str | None, host: str) -> str:
    """`title` without " - Name of the site" at its end, where that is the name or the host of the site."""
    found = _SUFFIX.match(title)
    if not found:
        return title
    tail, bare_host = key(found["site"]).lower(), key(host.removeprefix("www.")).lower()
    names = {key(site or "").lower(), bare_host, key(host.removeprefix("www.").partition(".")[0]).lower()}
    if tail in names or (tail and tail in bare_host and len(tail) >= 3):
        return without_site(found["title"], site=site, host=host)
    return title
