"""The most that each task may see, as versioned data (decree 457/2024)."""

from .rows import ADVICE, ADVICE_KINDS, ROWS, SERVICES, TASKS, Kind, Row, usual_task

__all__ = [
    "ADVICE",
    "ADVICE_KINDS",
    "ROWS",
    "SERVICES",
    "TASKS",
    "Kind",
    "Row",
    "most",
    "most_of_advice",
    "opens_matters",
    "usual_task",
]


def most(register, task, day):
    """Return the kinds of data that a task may see of its own register on a day; none for an unknown task."""
    for row in ROWS:
        if (row.register, row.task) == (register, task) and row.in_force(day):
            return row.kinds
    return frozenset()


def most_of_advice(duties, day):
    """Return the kinds of data of advice that somebody's tasks open, whichever register they are in.

    :param duties: pairs of register and task
    """
    return ADVICE_KINDS & frozenset().union(*(most(register, task, day) for register, task in duties))


def opens_matters(register, task, day):
    """Tell whether a task sees clients' matters at all; the administrator's does not."""
    return Kind.MATTER in most(register, task, day)
