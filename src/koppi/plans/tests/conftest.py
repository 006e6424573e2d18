from koppi.matters.tests.fixtures import *  # noqa: F403
