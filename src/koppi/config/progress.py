"""How long work tells how far it is: to a person as a bar, to a file as a line now and then."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

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


def say(text: str) -> None:
    """Tell the person who runs Koppi something, as plain text."""
    console.print(text, markup=False)
