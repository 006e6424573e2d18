"""Measure, print and write down: `bin/bench [--sizes 10000,100000,1000000] [--rounds 200]`.

Everything runs in one process on a private database server, Koppi's page and the bare one in turn,
so that a busy machine slows both. What counts is the ratio.
"""

import argparse
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from . import ground, live, readings, scale, starts

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"


def main():
    options = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    options.add_argument(
        "--sizes", default="10000,100000,1000000", help="matters in the table, in growing order"
    )
    options.add_argument("--rounds", type=int, default=200, help="how often each page is asked for")
    options.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = options.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="koppi-bench-") as folder:
        os.environ["KOPPI_DATA"] = folder
        os.environ.pop("KOPPI_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "koppi.config.settings"
        from koppi.config.postgres import Cluster

        cluster = Cluster(Path(folder))
        cluster.start()
        try:
            page = measure(sizes, chosen.rounds)
        finally:
            cluster.stop()
    print(page)
    if chosen.write:
        old = PAGE.read_text()
        others = [
            starts.kept(old, heading)
            for heading in (readings.HEADING, starts.HEADING, scale.HEADING, live.HEADING)
        ]
        PAGE.write_text("\n\n".join(part.rstrip("\n") for part in (page, *others) if part) + "\n")


def measure(sizes, rounds):
    """Measure in a process that has done nothing else, as the web's has not: another one fills the tables."""
    with ProcessPoolExecutor(1, get_context("spawn"), ground.set_up) as other:
        topic_id = other.submit(ground.prepare).result()
        ground.set_up()
        from . import pages

        return pages.report(
            sizes, rounds, lambda *numbers: other.submit(ground.fill, *numbers, topic_id).result()
        )


if __name__ == "__main__":
    main()
