"""The demo's own keys: made once, kept in a folder that only the owner reads."""

import os
import secrets
from pathlib import Path


def kept_secret(data: Path, name: str) -> str:
    """Return the demo's key of this name, made at the first call and readable by its owner only."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name.removeprefix("KOPPI_").lower()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
