"""A server's key and certificate for TLS on 127.0.0.1, made with Java's own keytool."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """`keystore` (PKCS 12) is for the server; `ca_file` (PEM) is what clients are to trust."""

    keystore: Path
    password: str
    ca_file: Path


def make_certificate(java: Path, folder: Path) -> Certificate:
    """A fresh self-signed certificate for 127.0.0.1 and localhost, in a folder."""
    made = Certificate(folder / "keystore.p12", "keystore-secret", folder / "ca.pem")
    store = ["-keystore", str(made.keystore), "-storetype", "PKCS12", "-storepass", made.password, "-alias", "server"]
    names = ["-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1,dns:localhost", "-ext", "bc:c"]
    _keytool(java, "-genkeypair", *store, *names, "-keyalg", "EC", "-validity", "365")
    _keytool(java, "-exportcert", *store, "-rfc", "-file", str(made.ca_file))
    return made


def _keytool(java: Path, *arguments: str) -> None:
    subprocess.run([java / "bin" / "keytool", *arguments], check=True, capture_output=True, timeout=60)
