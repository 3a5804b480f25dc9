"""What polls that run at the same time share: the articles published last, and locks by name."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

from wire.messages import Article

#: So many articles published last are kept, for other feeds that list them too.
_RECENT: Final = 1000


@dataclass
class Recent:
    """The articles published last, by id."""

    _articles: OrderedDict[str, Article] = field(default_factory=OrderedDict)

    def put(self, article: Article) -> None:
        """Keep this one, and let go of the oldest."""
        self._articles[article.id] = article
        self._articles.move_to_end(article.id)
        if len(self._articles) > _RECENT:
            self._articles.popitem(last=False)

    def get(self, article_id: str, *, revision: int) -> Article | None:
        """This revision of an article, where it is still there."""
        article = self._articles.get(article_id)
        return article if article is not None and article.revision == revision else None


@dataclass
class Locks:
    """A lock per name, there while somebody holds or awaits it."""

    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def of(self, name: str) -> asyncio.Lock:
        """The lock of this name."""
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        return lock
