"""The log on a real Kafka keeps the contract of every log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.contracts.log_contract import LogContract
from tests.contracts.log_place import LogPlace
from tests.live.kafka_place import KafkaPlace
from tests.servers.kafka import KafkaServer
from tests.servers.live import GivenKafka


class TestKafkaLog(LogContract):
    @pytest.fixture
    def place(self, kafka: KafkaServer | GivenKafka) -> Iterator[LogPlace]:
        with ExitStack() as stack:
            yield KafkaPlace(kafka.bootstrap, stack)
