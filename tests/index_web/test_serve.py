"""The service: a real server on a real port, started and stopped as `newswire serve` does it."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path

import httpx
import pytest

from index.serve import run
from wire.errors import UsageError
from wire.metrics import Metrics
from wire.settings import Settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def test_serves_until_told_to_stop(tmp_path: Path) -> None:
    settings, stop, ready = Settings(data_dir=tmp_path, port=free_port()), threading.Event(), threading.Event()
    service = threading.Thread(target=run, args=(settings,), kwargs={"stop": stop, "metrics": Metrics(), "ready": ready.set})
    service.start()
    try:
        assert ready.wait(30)
        base = f"http://127.0.0.1:{settings.port}"
        assert "Nothing has arrived yet" in httpx.get(base).text
        head = httpx.head(base)
        assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", "text/html; charset=utf-8")
        assert httpx.post(base).status_code == 405
        assert httpx.get(f"{base}/api/v1/state").json()["articles"] == 0
        assert [stage["lag"] for stage in httpx.get(f"{base}/api/v1/state").json()["stages"]] == [0, 0, 0]
    finally:
        stop.set()
        service.join(30)
    assert not service.is_alive()
    assert logging.getLogger("uvicorn").handlers == []


def test_a_taken_port_is_told_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(data_dir=tmp_path, port=taken.getsockname()[1])
        with pytest.raises(UsageError, match="--set port="):
            run(settings, stop=threading.Event(), metrics=Metrics(), ready=lambda: None)
