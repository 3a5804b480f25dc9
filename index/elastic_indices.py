"""The indices and their names.

    newswire-articles  ->  newswire-articles-v1-000001     the same for quotes
    alias                  index: version of the mapping, generation (grows with each reindex)

Searches go to the alias, which filters tombstones out. Writes go to an alias of the index's own, its name and `.write`: a
write for an index that a reindex has removed then fails, and neither brings an index into being nor meets its successor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from elasticsearch import AuthorizationException, BadRequestError, Elasticsearch, NotFoundError

from index.analysis import analysis_stamp
from index.elastic_errors import error_type, translated
from index.store import Kind
from wire import logs
from wire.errors import AccessDenied, UsageError

#: Grows whenever the fields in index/elastic/*.json change.
MAPPING_VERSION = 1

KINDS: tuple[Kind, ...] = ("articles", "quotes")

#: The filter of the aliases.
_NOT_ERASED = {"bool": {"must_not": {"term": {"erased": True}}}}

#: Longest wait for a shard that has just been made (s).
_NEW_SHARDS_S = 30

logger = logs.get(__name__)


@dataclass(frozen=True)
class Generation:
    """The pair of indices of one reindex."""

    prefix: str
    mapping: int
    number: int

    def index(self, kind: Kind) -> str:
        """The name of the index."""
        return f"{self.prefix}-{kind}-v{self.mapping}-{self.number:06}"

    @property
    def both(self) -> str:
        """A pattern of the names of those of the two indices that are there."""
        return f"{self.prefix}-*-v{self.mapping}-{self.number:06}"

    def write_alias(self, kind: Kind) -> str:
        """The name to write to."""
        return write_alias(self.index("articles"), kind)


def write_alias(article_index: str, kind: Kind) -> str:
    """The name to write to, for documents that belong to an index of articles: "newswire-articles-v1-000001"."""
    prefix, _, number = article_index.rpartition("-articles-")
    return f"{prefix}-{kind}-{number}.write"


@cache
def definition(kind: Kind) -> dict[str, Any]:
    """Settings and mappings of an index, from index/elastic/."""
    text = (files("index") / "elastic" / f"{kind}.json").read_bytes()
    found: dict[str, Any] = msgspec.json.decode(text)
    return found


class Indices:
    """Finds, makes and exchanges the indices of a prefix. `where` says whom we talk to."""

    def __init__(self, client: Elasticsearch, where: str, *, prefix: str, shards: int, replicas: int) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.]*(-[a-z0-9_.]+)*", prefix):
            raise UsageError(f"elastic_prefix = {prefix!r}: take small letters, digits, points and dashes.")
        self._client = client
        self._where = where
        self._prefix = prefix
        self._copies = {"number_of_shards": shards, "number_of_replicas": replicas}
        self._ready = False

    def alias(self, kind: Kind) -> str:
        """The name to read from."""
        return f"{self._prefix}-{kind}"

    def ensure(self) -> None:
        """Make what is missing; after the first success nothing is asked any more.

        Raises AccessDenied where this user may not make it, UsageError where the fields are those of another version or the
        index of quotes alone is missing.
        """
        if self._ready:
            return
        with translated(self._where):
            generation = self.current()
            if generation is None:
                generation = Generation(self._prefix, MAPPING_VERSION, 1)
                self.make(generation, live=True)
            elif not self._client.indices.exists_alias(name=self.alias("quotes")):
                raise UsageError(
                    f"{self._where} has lost the index of quotes: run `newswire reindex` as a user of the role newswire_admin, "
                    "which makes it anew from the articles"
                )
            self._check(generation)
        self._ready = True

    def complete(self, generation: Generation) -> None:
        """Make what is missing of a generation, empty, for a rebuild to go on from. Raises AccessDenied."""
        with translated(self._where):
            if not self._client.indices.exists_alias(name=self.alias("quotes")):
                self._make(generation, "quotes", live=True)

    def current(self) -> Generation | None:
        """The generation that the aliases name; None where there is none. Raises UsageError where they name several."""
        with translated(self._where):
            try:
                named = list(self._client.indices.get_alias(name=self.alias("articles")))
            except NotFoundError:
                return None
        if len(named) > 1:
            raise UsageError(f"{self._where}: alias {self.alias('articles')} names {', '.join(sorted(named))}: leave it one.")
        return self.parse(named[0])

    def parse(self, index: str) -> Generation:
        """The generation that an index belongs to. Raises UsageError for an index that is none of ours."""
        match = re.fullmatch(rf"{re.escape(self._prefix)}-(?:articles|quotes)-v(\d+)-(\d+)", index)
        if match is None:
            alias = self.alias("articles")
            raise UsageError(f"{self._where}: alias {alias} names the index {index}, which newswire did not make: remove it.")
        return Generation(self._prefix, int(match[1]), int(match[2]))

    def generations(self) -> set[Generation]:
        """All generations there are, live or not."""
        pattern = ",".join(f"{self._prefix}-{kind}-v*" for kind in KINDS)
        with translated(self._where):
            return {self.parse(index) for index in self._client.indices.get_alias(index=pattern, allow_no_indices=True)}

    def make(self, generation: Generation, *, live: bool) -> bool:
        """Make the indices of a generation, with the aliases to read from if it is `live`. False if another has made it.

        Quotes come first: an alias for articles then means that all is there. Raises AccessDenied.
        """
        if not self._make(generation, "quotes", live=live) and not live:
            return False
        return self._make(generation, "articles", live=live)

    def _make(self, generation: Generation, kind: Kind, *, live: bool) -> bool:
        name, wanted = generation.index(kind), definition(kind)
        aliases: dict[str, Any] = {generation.write_alias(kind): {}}
        if live:
            aliases[self.alias(kind)] = {"filter": _NOT_ERASED}
        try:
            self._client.options(request_timeout=2 * _NEW_SHARDS_S).indices.create(
                index=name,
                settings={**wanted["settings"], **self._copies},
                mappings={**wanted["mappings"], "_meta": _meta()},
                aliases=aliases,
                timeout=f"{_NEW_SHARDS_S}s",
            )
        except BadRequestError as error:
            if error_type(error) != "resource_already_exists_exception":
                raise
            return False
        except AuthorizationException as error:
            raise AccessDenied(
                f"{self._where} has no index {name}, and this user may not make it: run"
                " `newswire reindex --if-missing` as a user of the role newswire_admin (deploy/elasticsearch/README.md)"
            ) from error
        logger.info("made an index", index=name)
        return True

    def _check(self, generation: Generation) -> None:
        if generation.mapping != MAPPING_VERSION:
            raise UsageError(
                f"{self._where}: the fields of {generation.index('articles')} are those of another version of newswire"
                f" (this one: v{MAPPING_VERSION}): run `newswire reindex` of the newer version, and use that one everywhere"
            )
        if self.analysed_by(generation) != analysis_stamp():
            logger.warning("words were analysed by another version: run `newswire reindex`, or some will not be found")

    def analysed_by(self, generation: Generation) -> str:
        """The stamp of the analysis that the index was made with."""
        index = generation.index("articles")
        with translated(self._where):
            mapping: Mapping[str, Any] = self._client.indices.get_mapping(index=index)[index]["mappings"]
        return str(mapping.get("_meta", {}).get("analysis"))

    def exchange(self, old: Generation, new: Generation) -> None:
        """Let the aliases name the new indices, and remove the old ones, in one step."""
        actions: list[dict[str, Any]] = []
        for kind in KINDS:
            actions.append({"add": {"index": new.index(kind), "alias": self.alias(kind), "filter": _NOT_ERASED}})
            actions.append({"remove_index": {"index": old.index(kind)}})
        with translated(self._where):
            self._client.indices.update_aliases(actions=actions)
        self._ready = False

    def drop(self, generation: Generation) -> None:
        """Remove the indices of a generation that is not live."""
        with translated(self._where):
            for kind in KINDS:
                self._client.indices.delete(index=generation.index(kind), ignore_unavailable=True)


def _meta() -> dict[str, Any]:
    return {"newswire": MAPPING_VERSION, "analysis": analysis_stamp()}
