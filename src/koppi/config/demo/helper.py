"""A process that plays one share of the tales: `python -m koppi.config.demo.helper '{...}'`.

The first line of its standard input says that the people are there. Each later one is a moment to play up to;
it answers with the refusals met so far.
"""

import json
import sys
from datetime import datetime

import django


def main(about):
    """Play a share as told, line by line, until there are no more lines."""
    django.setup()
    from django.db import connection

    from .playing import in_a_hurry
    from .seeding import stage_of

    connection.settings_dict["NAME"] = about["database"]
    if not sys.stdin.readline():
        return
    stage, _ = stage_of(
        now=datetime.fromisoformat(about["now"]),
        seed=about["seed"],
        size=about["size"],
        share=about["share"],
        shares=about["shares"],
    )
    with in_a_hurry(connection):
        for line in sys.stdin:
            stage.play(datetime.fromisoformat(line.strip()))
            print(json.dumps(stage.refused), flush=True)  # noqa: T201  the answer to whoever told


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
