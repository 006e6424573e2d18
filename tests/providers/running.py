"""Real identity providers, started on this machine for the tests: npm's oidc-provider and samlp.

Their packages are pinned in `package-lock.json` and installed into `var/providers/`, once for each lock file.
A provider chooses a free port, says so, and ends when whoever started it closes its input or is gone.
"""

import fcntl
import hashlib
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from koppi.config import env

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "oidc.mjs", "saml.mjs")
MISSING = "The tests' identity providers need Node 18 or newer and npm (Debian: apt-get install nodejs npm)."


def installed():
    """Return the folder of the providers, with their packages in it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.fail(MISSING, pytrace=False)
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    folder = env.CLONE / "var" / "providers" / digest
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for name in FILES:
                shutil.copy(HERE / name, folder / name)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if done.returncode:
                pytest.fail(f"npm could not install the providers: {done.stderr[-2000:]}", pytrace=False)
            (folder / "ready").touch()
    return folder


@contextmanager
def running(script, *arguments):
    """Run a provider for a while; give its address."""
    folder = installed()
    process = subprocess.Popen(
        [shutil.which("node"), script, *map(str, arguments)],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = next((line.strip() for line in process.stdout if line.startswith("http://")), None)
        if address is None:
            pytest.fail(f"The provider {script} did not start.", pytrace=False)
        yield address
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
