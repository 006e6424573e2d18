"""Settings of a test run: nothing of the caller's environment, quick hashes, a folder of its own."""

import atexit
import os
import shutil
import tempfile

for name in [name for name in os.environ if name.startswith("KOPPI_") and not name.startswith("KOPPI_TEST_")]:
    del os.environ[name]
_folder = tempfile.mkdtemp(prefix="koppi-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["KOPPI_DATA"] = _folder
os.environ["KOPPI_SECRET_KEY"] = "tests-only-secret-key-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["KOPPI_IDENTITY_KEY"] = "tests-only-identity-key-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["KOPPI_READING_LOG_KEY"] = "tests-only-reading-log-0123456789-abcdefghijklmnopqrstuvwxyz"
# A page would look for a live process that is not there; a test that starts one says where it is.
os.environ["KOPPI_LIVE_URL"] = "off"

from koppi.config.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
