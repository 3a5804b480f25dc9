"""Methods other than GET and HEAD: nothing here can be changed, and the answer says what is allowed."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI


@pytest.mark.parametrize("url", ["/", "/api/v1/quotes"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_what_is_allowed_is_told(app: FastAPI, method: str, url: str) -> None:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
            return await client.request(method, url)

    answer = asyncio.run(ask())

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
