"""A person is found by their id whatever letters their name has."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from enrich.names import slug
from index.people import find_entity
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build
from wire.messages import Entity


@pytest.mark.parametrize("name", ["Søren", "Łukasz", "Đoković", "Æthelflæd", "Zoë", "Straß", "Mark Rutte", "Þór", "Путин"])
def test_a_name_is_found_by_its_id(tmp_path: Path, name: str) -> None:
    entity = Entity(id=f"person:{slug(name)}", name=name, label="person", mentions=((0, len(name)),))
    plain = build("a1", "A title", f"{name} spoke.")
    store = EmbeddedStore(tmp_path)
    store.write([msgspec.structs.replace(plain, analysis=msgspec.structs.replace(plain.analysis, entities=(entity,)))])
    store.refresh()
    assert find_entity(store, entity.id) == entity
    store.close()
