"""What is remembered of an entry after it was tried. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from ingest.decide import Todo
from ingest.schedule import rereads_after
from wire.messages import Article, EntryState


def settled(todo: Todo, article: Article, *, outcome: Literal["published", "seen", "duplicate"], why: str | None) -> EntryState:
    """The entry is this article, at this revision."""
    return EntryState(
        key=todo.entry.key,
        guid=todo.entry.guid,
        entry_hash=todo.entry.entry_hash,
        url=todo.entry.entry.link,
        article_id=article.id,
        revision=article.revision,
        content_hash=article.content_hash,
        text_source=article.text_source,
        origins=article.origins,
        outcome=outcome,
        why=why,
        seen_at=article.fetched_at,
        rereads=rereads_after(todo.prior, article.fetched_at) if todo.prior is not None and todo.prior.article_id else 0,
    )


def refused(todo: Todo, why: str, now: datetime) -> EntryState:
    """No article comes of the entry, until the feed says something else of it; one that it already is stays as it was."""
    if todo.prior is not None and todo.prior.article_id is not None:
        stands = f"the text stands as it was: {why}"
        return replace(
            todo.prior,
            key=todo.entry.key,
            entry_hash=todo.entry.entry_hash,
            outcome="seen",
            why=stands,
            seen_at=now,
            attempts=0,
        )
    return EntryState(
        key=todo.entry.key,
        guid=todo.entry.guid,
        entry_hash=todo.entry.entry_hash,
        url=todo.entry.entry.link,
        outcome="refused",
        why=why,
        seen_at=now,
    )


def waiting(todo: Todo, why: str, *, attempts: int, now: datetime) -> EntryState:
    """The entry waits for its page. What it was before stays, its hash too where it was an article already."""
    prior = todo.prior if todo.prior is not None and todo.prior.article_id is not None else None
    return EntryState(
        key=todo.entry.key,
        guid=todo.entry.guid,
        entry_hash=prior.entry_hash if prior is not None else todo.entry.entry_hash,
        url=todo.entry.entry.link,
        article_id=prior.article_id if prior is not None else None,
        revision=prior.revision if prior is not None else 0,
        content_hash=prior.content_hash if prior is not None else None,
        text_source=prior.text_source if prior is not None else None,
        origins=prior.origins if prior is not None else (),
        outcome="waiting",
        why=why,
        seen_at=now,
        attempts=attempts,
        rereads=prior.rereads if prior is not None else 0,
    )


def attempts_before(todo: Todo) -> int:
    """How often this entry's page has failed in a row; a change of the entry begins anew."""
    return todo.prior.attempts if todo.prior is not None and todo.kind == "retry" else 0
