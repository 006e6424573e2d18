"""The page process."""

import multiprocessing
import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")

from django.core.wsgi import get_wsgi_application

from koppi.config.processes import die_with_parent

# Should the server's main process be killed, its page processes would go on holding the port.
if main := multiprocessing.parent_process():
    # At once: one that says farewell in order may wait for its connections for ever, with nobody to end it.
    die_with_parent(main.pid, signal.SIGKILL)

application = get_wsgi_application()
