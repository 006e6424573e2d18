"""How the random stories of this folder are lived through."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


def live(machine, *, stories, steps):
    """Live through so many random stories of a state machine, of so many steps each."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=stories,
            stateful_step_count=steps,
            deadline=None,
            # The steps of a failure are told as they came: shortening them takes minutes.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
