"""The embedded store keeps the contract of all stores, and its own promises about processes, crashes and broken files."""

from __future__ import annotations

import pytest

from index.store_embedded import EmbeddedStore
from tests.contracts.store_contract import Opener, StoreContract


class TestEmbeddedStore(StoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def opener(cls, tmp_path_factory: pytest.TempPathFactory) -> Opener:
        folder = tmp_path_factory.mktemp("stores")
        return lambda name: EmbeddedStore(folder / name)
