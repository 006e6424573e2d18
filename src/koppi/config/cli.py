"""The ``koppi`` command line."""

import os
import sys


def main() -> None:
    """Do what the command line asks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["koppi django", *sys.argv[2:]])


if __name__ == "__main__":
    main()
