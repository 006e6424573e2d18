"""``koppi live``: one live process, which knows the settings and none of the models."""

import asyncio
import resource

from django.conf import settings
from django.utils.log import configure_logging

from koppi.config.env import Environment


def serve(environment: Environment) -> None:
    """Hold the streams of open pages until told to stop."""
    # Each open page is an open file.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # Not the whole of Django: this process reads no table, and is half the size without it.
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    from koppi.live import server

    asyncio.run(
        server.serve(host=environment.host, port=environment.live_port, most=environment.live_streams)
    )
