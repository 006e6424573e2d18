"""How long work tells how far it is: to a person as a bar, to a file as a line now and then."""

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

console = Console(highlight=False, soft_wrap=True)

# Called with how many are done and how many there are.
Step = Callable[[int, int], None]


@contextlib.contextmanager
def bar(title: str) -> Iterator[Step]:
    """Show a bar while the block runs; it moves when the given function is called."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    if not console.is_terminal:
        console.print(title)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


class Meter:
    """How far long work is, how fast it goes and what is left: a bar, or in a file a line a tenth."""

    def __init__(self, total: int) -> None:
        self.total, self.began, self.told, self.label = total, time.monotonic(), -1, ""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self.task = self.bar.add_task("", total=total, speed="")

    def __enter__(self) -> "Meter":
        self.bar.start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self.bar.stop()

    def step(self, rows: int, done: int, label: str) -> None:
        """Tell that so many rows are written and so much of the total is done."""
        seconds = max(time.monotonic() - self.began, 0.001)
        speed = f"{rows / seconds:,.0f} rows/s"
        self.bar.update(self.task, completed=done, description=label, speed=speed)
        tenth = 10 * done // self.total
        if not console.is_terminal and (label, tenth) != (self.label, self.told):
            left = f", {seconds / done * (self.total - done):.0f} s left" if 0 < done < self.total else ""
            console.print(f"{seconds:7.1f} s  {label}: {done:,} of {self.total:,}, {speed}{left}")
            self.label, self.told = label, tenth


def say(text: str) -> None:
    """Tell the person who runs Koppi something, as plain text."""
    console.print(text, markup=False)
