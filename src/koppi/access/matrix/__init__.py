"""The most that each task may see, as versioned data (decree 457/2024)."""

from .rows import ROWS, SERVICES, TASKS, Kind, Row, usual_task

__all__ = ["ROWS", "SERVICES", "TASKS", "Kind", "Row", "most", "opens_matters", "usual_task"]


def most(register, task, day):
    """Return the kinds of data that a task may see of its own register on a day; none for an unknown task."""
    for row in ROWS:
        if (row.register, row.task) == (register, task) and row.in_force(day):
            return row.kinds
    return frozenset()


def opens_matters(register, task, day):
    """Tell whether a task sees clients' matters at all; the administrator's does not."""
    return Kind.MATTER in most(register, task, day)
