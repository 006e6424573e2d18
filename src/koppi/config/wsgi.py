"""The page process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppi.config.settings")

from django.core.wsgi import get_wsgi_application

from koppi.config.processes import die_with_parent

# Should the server's main process be killed, its page processes would go on holding the port.
die_with_parent()

application = get_wsgi_application()
