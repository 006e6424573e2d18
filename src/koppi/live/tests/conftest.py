import pytest

from koppi.live.carriers import carrier


@pytest.fixture
def nudges(settings):
    """What is nudged during the test, in order."""
    settings.LIVE_CARRIER = "koppi.live.carriers.Memory"
    return carrier().sent
