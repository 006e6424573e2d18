"""`python -m koppi.config.demo.telling`: tell a working day; `bin/demo` starts it."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")
    import django

    django.setup()
    from .day import main

    sys.exit(main())
