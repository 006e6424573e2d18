"""How the lines and the seals of the reading log hang together; pure arithmetic, no database.

Each line carries a keyed hash of what it says (HMAC, RFC 2104) and a link, the SHA-256 of the link before
it and of that hash. A seal is a keyed hash of where the lanes end and of the seal before it.
"""

import hashlib
import hmac
import json
from datetime import UTC

LANES = range(1, 33)
FULL_EVERY = 100  # the first seal of every hundred tells where all lanes end, the others those that moved


def beginning(lane):
    """Return the link that stands before the first line of a lane."""
    return hashlib.sha256(f"koppi lane {lane}".encode()).digest()


def line_mac(key, *, at, reader_id, register, client_ids, matter_id, what, why):
    """Return the keyed hash of what a line says."""
    said = [_moment(at), reader_id, register, sorted(client_ids), matter_id, what, why]
    return _mac(key, "line", said)


def next_link(link, mac):
    """Return the link after one more line."""
    return hashlib.sha256(link + mac).digest()


def tells_all(number):
    """Test whether a seal tells where all lanes end, so that a walk can begin there."""
    return number % FULL_EVERY == 1


def seal_mac(key, *, before, number, at, heads):
    """Return the keyed hash of a seal.

    :param before: the hash of the seal before it, empty for the first
    :param heads: for each lane told its number, the number of its last line, and that line's link in hex
    """
    return _mac(key, "seal", [before.hex(), number, _moment(at), heads])


def cut_mac(key, *, lane, seq, link, at):
    """Return the keyed hash of a cut: the lines of a lane up to a number went when their time was over."""
    return _mac(key, "cut", [lane, seq, link.hex(), _moment(at)])


def _mac(key, kind, said):
    text = json.dumps([kind, *said], separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


def _moment(at):
    return at.astimezone(UTC).isoformat(timespec="microseconds")
