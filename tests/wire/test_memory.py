from __future__ import annotations

import platform

from wire.memory import limit_arenas


def test_arenas_are_limited_where_the_c_library_is_glibc() -> None:
    assert limit_arenas() is (platform.libc_ver()[0] == "glibc")
