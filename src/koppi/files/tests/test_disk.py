import stat

import pytest

from koppi.files.disk import written


def test_what_is_written_stands_whole_and_for_its_owner_only(tmp_path):
    place = tmp_path / "new" / "one"
    with written(place) as file:
        file.write(b"a")
        assert not place.exists()

    assert place.read_bytes() == b"a"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_an_error_half_way_leaves_what_was_there(tmp_path):
    place = tmp_path / "one"
    place.write_bytes(b"before")
    with pytest.raises(OSError, match="full"), written(place) as file:
        file.write(b"half")
        raise OSError("full")

    assert place.read_bytes() == b"before"
    with written(place) as file:
        file.write(b"after")
    assert place.read_bytes() == b"after"
