"""A private PostgreSQL inside the data folder, for trials and tests."""

import hashlib
import os
from pathlib import Path
from typing import Any

LONGEST_SOCKET_FOLDER = 90


def socket_folder(data: Path) -> Path:
    """Return where the server's socket lives: in the data folder, or in a short one when that is too long."""
    folder = data / "postgres-socket"
    if len(str(folder)) <= LONGEST_SOCKET_FOLDER and not set(str(folder)) & set(" ,'\""):
        return folder
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:10]
    return Path(f"/tmp/koppi-{os.getuid()}-{mark}")


def django_database(data: Path) -> dict[str, Any]:
    """Return Django's settings for the embedded server of a data folder."""
    return {"NAME": "koppi", "USER": "koppi", "HOST": str(socket_folder(data)), "PORT": ""}
