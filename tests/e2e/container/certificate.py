"""A certificate that a test vouches for."""

import subprocess
from pathlib import Path


def certificate(folder: Path) -> None:
    """What an authority would have given to comments.example.test."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", "/CN=comments.example.test",
         "-addext", "subjectAltName=DNS:comments.example.test,IP:127.0.0.1"),
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "privkey.pem").chmod(0o644)  # the proxy's user is nobody's on this machine
