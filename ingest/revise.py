"""Whether an article is new, a new revision, listed by one more feed, or known already. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ingest.assemble import Draft
from ingest.identity import Identified
from wire.messages import EntryState

#: A feed's text of fewer characters never replaces a text that came from the page: it is a teaser.
TEASER_CHARS: Final = 600


@dataclass(frozen=True, kw_only=True)
class Known:
    """The newest revision of an article, as the feeds that list it remember it."""

    revision: int
    content_hash: str | None
    origins: frozenset[str]
    from_page: bool
    listings: Mapping[str, EntryState]  #: by feed URL

    @classmethod
    def of(cls, listings: Mapping[str, EntryState]) -> Known:
        """From the entries that list the article, by feed URL; at least one."""
        newest = max(listings.values(), key=lambda entry: entry.revision)
        return cls(
            revision=newest.revision,
            content_hash=newest.content_hash,
            origins=frozenset(listings).union(*(entry.origins for entry in listings.values())),
            from_page=newest.text_source == "page",
            listings=dict(listings),
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a draft. `revision` and `origins` hold in any case; `why` is for people."""

    act: Literal["publish", "rename", "leave"]
    revision: int
    origins: frozenset[str]
    why: str | None = None


def revise(draft: Draft, known: Known | None, *, entry: Identified, feed_url: str, prior_id: str | None = None) -> Verdict:
    """Decide on the draft that an entry of a feed became; `prior_id` is the article that the entry was before."""
    if known is None:
        return Verdict(act="publish", revision=1, origins=frozenset({feed_url}))
    origins = known.origins | {feed_url}
    if draft.content_hash == known.content_hash:
        return _same(known, origins, feed_url)
    if draft.id != prior_id and draft.canonical_url != entry.link and _is_other_entry(known, entry.key, feed_url):
        return Verdict(act="rename", revision=1, origins=frozenset({feed_url}))
    if known.from_page and not draft.from_page and len(draft.text) < TEASER_CHARS:
        why = f"the text stands as it was, since its page could not be read again: {draft.text_note}"
        return Verdict(act="leave", revision=known.revision, origins=origins, why=why)
    return Verdict(act="publish", revision=known.revision + 1, origins=origins)


def _same(known: Known, origins: frozenset[str], feed_url: str) -> Verdict:
    if feed_url in known.origins:
        return Verdict(act="leave", revision=known.revision, origins=origins, why="nothing new on its page")
    others = ", ".join(sorted(known.origins))
    return Verdict(act="publish", revision=known.revision, origins=origins, why=f"also listed by {others}")


def _is_other_entry(known: Known, key: str, feed_url: str) -> bool:
    """Whether another entry of the same feed has this article: then pages share a name that is not theirs."""
    mine = known.listings.get(feed_url)
    return mine is not None and mine.key != key
