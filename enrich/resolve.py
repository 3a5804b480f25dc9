"""Who the sources are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.page import Page
from enrich.steps import Attribution, Source
from wire.messages import Entity, Mention, Speaker

_TYPES = {"person": "person", "organisation": "organisation", "group": "group", "place": "organisation", "work": "document"}


@dataclass(frozen=True)
class NameResolver:
    """Takes the name that stands in the source, and knows nothing else."""

    def __call__(self, page: Page, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Speaker]:
        """See Resolver."""
        return [self._speaker(page, entities, attribution.source) for attribution in attributions]

    def _speaker(self, page: Page, entities: Sequence[Entity], source: Source | None) -> Speaker:
        if source is None:
            return Speaker(name=None, type="unknown", resolved_by="none")
        start, end = source.span
        mention = Mention(text=page.text[start:end], spans=(source.span,))
        for entity in entities:
            if any(s < end and start < e for s, e in entity.mentions):
                kind = _TYPES.get(entity.label, "unknown")
                return Speaker(name=entity.name, type=kind, entity_id=entity.id, resolved_by="named", mention=mention)  # type: ignore[arg-type]
        return Speaker(name=None, type="unknown", resolved_by="none", mention=mention)
