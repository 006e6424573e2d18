"""Bytes on the disk, whole or not there at all."""

import os
from contextlib import contextmanager


@contextmanager
def written(place):
    """Give a file to write into, for its owner only; after the block it stands in its place for good.

    What stood there before is replaced. A crash or an error half-way leaves what was there.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    part.rename(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
