from koppi.handbook.tests.fixtures import *  # noqa: F403
