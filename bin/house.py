"""What bin/run, bin/test, bin/check and bin/fix share. Needs Python 3.11 and nothing else."""

import contextlib
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CLONE = Path(__file__).resolve().parents[1]
TOOLS = CLONE / "var" / "tools"
VENV = Path(os.environ.get("UV_PROJECT_ENVIRONMENT", CLONE / ".venv"))

UV = "0.13.9"
FILES = "https://files.pythonhosted.org/packages"
UV_WHEELS = {
    "x86_64": (
        f"{FILES}/3d/aa/26d64642d808de4a652579ef950d7cd2d37f080a8babf9c67c6b75fc4c3f/"
        f"uv-{UV}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    "aarch64": (
        f"{FILES}/57/15/94b6cd62ac3ff6550288328e8035288875197cbc183f51554b266a69877b/"
        f"uv-{UV}-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
}
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_PACKAGES = ("chromium", "fonts-liberation")  # as Debian calls them
NODE_PACKAGES = ("nodejs", "npm")
OLDEST_NODE = 18
LANES = {
    "all": "not long",
    "fast": "not slow and not browser and not long",
    "long": "long",
}


def say(text):
    """Tell the person what is going on."""
    print(f"· {text}", flush=True)


def give_up(text):
    """Say what is wrong and what to do, and stop."""
    print(f"\n{text}", file=sys.stderr)
    sys.exit(1)


# The environment


def uv():
    """Return the path of uv in the version that the lock file was made with, fetching it if need be."""
    kept = TOOLS / f"uv-{UV}"
    for candidate in (shutil.which("uv"), kept):
        if candidate and _version_of(candidate).startswith(UV.rpartition(".")[0] + "."):
            return str(candidate)
    say(f"Fetching uv {UV}, which makes the environment")
    TOOLS.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
    unfinished.write_bytes(_uv_program())
    unfinished.chmod(0o755)
    unfinished.replace(kept)
    return str(kept)


def _version_of(program):
    """Return the version a uv says it has, or nothing."""
    try:
        shown = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    words = shown.stdout.split()
    return words[1] if shown.returncode == 0 and len(words) > 1 else ""


def _uv_program():
    machine = platform.machine()
    if machine not in UV_WHEELS:
        give_up(f"uv is not known here for {machine}. Install uv {UV} yourself and try again.")
    url, wanted = UV_WHEELS[machine]
    for attempt in range(3):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                wheel = answer.read()
            break
        except (urllib.error.URLError, OSError) as error:
            problem = error
            time.sleep(attempt)
    else:
        wheel = _wheel_by_pip()
        if wheel is None:
            give_up(f"uv cannot be fetched from PyPI: {problem}. Install uv {UV} yourself and try again.")
    if hashlib.sha256(wheel).hexdigest() != wanted:
        give_up("The uv that came is not the one expected (its checksum differs), so it is not used.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"uv-{UV}.data/scripts/uv")


def _wheel_by_pip():
    """Fetch the wheel by pip, which may know a mirror; None where there is no pip or it cannot either."""
    folder = TOOLS / "wheels"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), f"uv=={UV}"]
    if subprocess.run(command, capture_output=True).returncode:
        return None
    return next(folder.glob(f"uv-{UV}-*.whl")).read_bytes()


def environment(*, tests):
    """Make or refresh the environment from the lock file; nothing is done when nothing has changed."""
    digest = hashlib.sha256(f"{VENV} {sys.version_info[:2]}".encode())
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((CLONE / name).read_bytes())
    stamp = TOOLS / f"environment-{'tests' if tests else 'run'}"
    mark = digest.hexdigest()
    if (VENV / "bin" / "koppi").exists() and stamp.exists() and stamp.read_text() == mark:
        return
    program = uv()
    say("Making the environment" + (" with the tools for tests" if tests else ""))
    env = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    env |= {"UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    if not os.access(Path.home(), os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(TOOLS / "cache"))
    # Inexact: running must not throw away what the tests have installed.
    command = [program, "sync", "--frozen", "--inexact", "--quiet", "--python", sys.executable]
    command += ["--all-groups"] if tests else ["--no-dev"]
    if subprocess.run(command, cwd=CLONE, env=env).returncode:
        give_up("The environment could not be made; the lines above say why.")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def tool(name):
    """Return the path of a program of the environment."""
    return str(VENV / "bin" / name)


# The browser


def browser():
    """Return the path of a Chromium for the tests; install one if there is none and this is root."""
    given = os.environ.get("KOPPI_TEST_BROWSER")
    if given and not shutil.which(given):
        give_up(
            f"KOPPI_TEST_BROWSER names {given}, which is no program here.\n"
            "Give it the path of a Chromium, for example /usr/bin/chromium, or unset it to let one be found."
        )
    found = _browser()
    if found is None and os.geteuid() == 0:
        _install_browser()
        found = _browser()
    if found is None:
        give_up(
            "The browser tests need Chromium. Install it, then try again:\n"
            f"  Debian:  sudo apt-get install {' '.join(BROWSER_PACKAGES)}\n"
            f"  Ubuntu:  sudo {tool('playwright')} install-deps chromium\n"
            f"           {tool('playwright')} install chromium\n"
            "Or leave the browser tests out: bin/test fast"
        )
    return found


def _browser():
    given = os.environ.get("KOPPI_TEST_BROWSER")
    if given:
        return given
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    probe = "from playwright.sync_api import sync_playwright as p\n"
    probe += "with p() as one: print(one.chromium.executable_path)"
    shown = subprocess.run([tool("python"), "-c", probe], capture_output=True, text=True)
    path = Path(shown.stdout.strip() or "missing")
    return str(path) if path.exists() else None


def _install_browser():
    say("Installing Chromium for the browser tests")
    system = Path("/etc/os-release").read_text() if Path("/etc/os-release").exists() else ""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if "ID=debian" in system.splitlines():
        steps = (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *BROWSER_PACKAGES],
        )
    else:
        # On Ubuntu the package called chromium is only a pointer to a snap.
        steps = ([tool("playwright"), "install", "--with-deps", "chromium"],)
    for step in steps:
        if subprocess.run(step, env=env, stdout=subprocess.DEVNULL).returncode:
            say(f"This did not work: {' '.join(step)}")


# Node, for the identity providers that the tests start


def node():
    """See that there is a Node for the tests' providers; install one if there is none and this is root."""
    if not _has_node() and os.geteuid() == 0:
        say("Installing Node for the tests' identity providers")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", *NODE_PACKAGES]):
            command = ["apt-get", "-qq", *step]
            done = shutil.which("apt-get") and subprocess.run(command, env=env, stdout=subprocess.DEVNULL)
            if not done or done.returncode:
                say(f"This did not work: {' '.join(command)}")
    if not _has_node():
        give_up(
            f"The tests' identity providers need Node {OLDEST_NODE} or newer and npm. Install them:\n"
            f"  Debian, Ubuntu:  sudo apt-get install {' '.join(NODE_PACKAGES)}\n"
            "Or leave the tests with them out: bin/test fast"
        )


def _has_node():
    """Tell whether Node, new enough, and npm are there."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return False
    shown = subprocess.run([found, "--version"], capture_output=True, text=True).stdout.strip()
    major = shown.removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST_NODE


# The commands


def run(arguments):
    """Make the environment and serve."""
    environment(tests=False)
    os.execv(tool("koppi"), [tool("koppi"), "run", *arguments])


def test(arguments):
    """Check the code, then test it: everything but the heavy lane, or the lane that is named."""
    lane = "all"
    if arguments[:1] and arguments[0] in LANES:
        lane, arguments = arguments[0], arguments[1:]
    environment(tests=True)
    env = dict(os.environ)
    if lane != "fast" and not _narrow(arguments):
        env["KOPPI_TEST_BROWSER"] = browser()
        node()
    elif found := _browser():
        env["KOPPI_TEST_BROWSER"] = found
    checked = 0 if _narrow(arguments) else check([])
    say(f"Testing ({lane})")
    command = [tool("pytest"), "-n", "2", "--dist", "worksteal", "-q", "-m", LANES[lane], *arguments]
    tested = subprocess.run(command, cwd=CLONE, env=env).returncode
    return tested or checked


def _narrow(arguments):
    """Tell whether a person asks for some tests only: by path or by name."""
    return any(not argument.startswith("-") or argument.startswith("-k") for argument in arguments)


PRODUCTION = {
    "KOPPI_MODE": "production",
    "KOPPI_SECRET_KEY": "for-the-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-SK",
    "KOPPI_IDENTITY_KEY": "for-the-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-IK",
    "KOPPI_READING_LOG_KEY": "for-the-check-only-0123456789-abcdefghijklmnopqrstuvwxyz-RL",
    "KOPPI_ALLOWED_HOSTS": "koppi.example.fi",
    "KOPPI_DATABASE_URL": "postgresql://koppi@db.example.fi/koppi",
    "KOPPI_WEB_DATABASE_URL": "postgresql://koppi_web@db.example.fi/koppi",
    "KOPPI_WORKER_DATABASE_URL": "postgresql://koppi_worker@db.example.fi/koppi",
}


def check(arguments):
    """Look for what is wrong in the code without running it, and return 1 when something is."""
    environment(tests=True)
    own = {name: value for name, value in os.environ.items() if not name.startswith("KOPPI_")}
    tested = {**own, "DJANGO_SETTINGS_MODULE": "koppi.config.settings_test"}
    steps = [
        ("types", [tool("mypy")], own),
        ("imports look down", [tool("lint-imports")], own),
        (
            "no migration is missing",
            [tool("python"), "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"],
            tested,
        ),
        (
            "production settings",
            [tool("koppi"), "check", "--deploy", "--fail-level", "WARNING"],
            {**own, **PRODUCTION},
        ),
        ("no word is missing", [tool("koppi"), "messages", "check"], own),
        ("layout", [tool("ruff"), "format", "--check", "--quiet", "."], own),
        ("lint", [tool("ruff"), "check", "--quiet", "."], own),
    ]
    wrong = 0
    with ThreadPoolExecutor(2) as pool:
        for title, done in pool.map(_step, steps):
            if done.returncode:
                wrong = 1
                print(f"✗ {title}\n{done.stdout.rstrip()}", flush=True)
            else:
                print(f"✓ {title}", flush=True)
    return wrong


def _step(step):
    title, command, env = step
    return title, subprocess.run(
        command, cwd=CLONE, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def fix(arguments):
    """Mend what a program can mend: layout, order of imports, catalogues."""
    environment(tests=True)
    subprocess.run([tool("ruff"), "check", "--fix", "--quiet", "."], cwd=CLONE)
    subprocess.run([tool("ruff"), "format", "--quiet", "."], cwd=CLONE)
    return subprocess.run([tool("koppi"), "messages", "extract"], cwd=CLONE).returncode


def bench(arguments):
    """Measure pages beside bare ones (python -m benchmarks), the starts, the reading log, scale, or live."""
    environment(tests=True)
    module = "benchmarks"
    if arguments[:1] in (["starts"], ["readings"], ["scale"], ["live"]):
        module, arguments = f"benchmarks.{arguments[0]}", arguments[1:]
    command = [tool("python"), "-W", "ignore", "-m", module, *arguments]
    return subprocess.run(command, cwd=CLONE).returncode


def sbom(arguments):
    """Write what Koppi is made of: the locked packages and what is vendored, as CycloneDX 1.5 (JSON)."""
    export = [uv(), "export", "--quiet", "--frozen", "--no-dev", "--format", "cyclonedx1.5"]
    told = subprocess.run(export, cwd=CLONE, capture_output=True, text=True)
    if told.returncode:
        give_up(f"The packages cannot be listed: {told.stderr.strip()}")
    bill = json.loads(told.stdout)
    bill["components"] += vendored()
    target = Path(arguments[0]) if arguments else CLONE / "var" / "sbom.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill, indent=1) + "\n")
    say(f"{len(bill['components'])} parts are listed in {target}.")
    return 0


def vendored():
    """Return the parts that lie in the clone itself, each by its VERSION file: name, version, hashes."""
    parts = []
    for note in sorted((CLONE / "src").glob("**/vendor/*/VERSION")):
        name, version = note.read_text().split()[:2]
        hashes = [
            {"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}
            for file in sorted(note.parent.iterdir())
            if file.suffix in (".woff2", ".js", ".css")
        ]
        parts.append(
            {
                "type": "library",
                "bom-ref": f"vendored-{note.parent.name}@{version}",
                "name": name,
                "version": version,
                "hashes": hashes,
                "purl": f"pkg:npm/{name.replace('@', '%40')}@{version}",
            }
        )
    return parts


def audit(arguments):
    """Ask the public list of known weaknesses (OSV) about every locked package; it needs the network."""
    asked = [uv(), "audit", "--frozen", "--preview-features", "audit", *arguments]
    told = subprocess.run(asked, cwd=CLONE, capture_output=True, text=True)
    print(told.stdout + told.stderr, end="", flush=True)
    if told.returncode and "Request failed" in told.stderr:
        say("The list of weaknesses could not be reached, so NOTHING has been checked. Try where it can be.")
        return 3
    return told.returncode


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
    "sbom": sbom,
    "audit": audit,
}

if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
    sys.exit(130)
