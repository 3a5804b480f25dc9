"""Keys go where Kafka's default partitioner sends them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafkas_murmur2

from wire.partitioner import murmur2, partition_for


def test_known_hashes_of_kafka() -> None:
    # org.apache.kafka.common.utils.UtilsTest.testMurmur2, as unsigned numbers
    assert murmur2(b"21") == -973932308 & 0xFFFFFFFF
    assert murmur2(b"foobar") == -790332482 & 0xFFFFFFFF
    assert murmur2(b"a-little-bit-long-string") == -985981536 & 0xFFFFFFFF
    assert murmur2(b"abc") == 479470107


@given(st.binary(max_size=100))
def test_the_hash_is_the_kafka_clients(data: bytes) -> None:
    assert murmur2(data) == kafkas_murmur2(data) & 0xFFFFFFFF


@given(st.binary(max_size=40), st.integers(1, 1024))
def test_partitions_are_in_range(key: bytes, partitions: int) -> None:
    assert 0 <= partition_for(key, partitions) < partitions
