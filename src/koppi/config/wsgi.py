"""The page process."""

import multiprocessing
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")

from django.core.wsgi import get_wsgi_application

from koppi.config.processes import die_with_parent

# Should the server's main process be killed, its page processes would go on holding the port.
if main := multiprocessing.parent_process():
    die_with_parent(main.pid)

application = get_wsgi_application()
