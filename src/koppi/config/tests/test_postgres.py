import os
import pwd
import signal
import subprocess
import sys

import pytest

from koppi.config import postgres
from koppi.config.postgres import Cluster, ServerTrouble

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path / "data")
    yield made
    made.stop()


def count(cluster):
    with cluster._connect("koppi") as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(cluster):
    with cluster._connect("koppi") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_what_was_committed_survives_a_killed_server(cluster):
    cluster.start()
    keep_a_row(cluster)
    os.kill(cluster.pid(), signal.SIGKILL)
    cluster.process.wait()
    assert not cluster.alive()
    cluster.start()
    assert count(cluster) == 1


def test_a_mark_whose_number_now_belongs_to_another_program_does_not_stop_the_start(cluster):
    cluster.start()
    keep_a_row(cluster)
    os.kill(cluster.pid(), signal.SIGKILL)
    cluster.process.wait()
    cluster.process = None
    mark = cluster.folder / "postmaster.pid"
    mark.write_text(mark.read_text().replace(mark.read_text().split("\n")[0], str(os.getppid()), 1))
    cluster.start()
    assert count(cluster) == 1


def test_a_folder_that_was_half_made_is_made_anew(cluster):
    half = cluster.folder.with_name("postgres.unfinished")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert cluster.answers()


def test_a_running_server_is_used_and_left_running(cluster):
    cluster.start()
    second = Cluster(cluster.data)
    with second.running():
        assert second.process is None
    assert cluster.answers()


def test_a_long_path_puts_the_socket_elsewhere(tmp_path):
    cluster = Cluster(tmp_path / ("folder-with-a-long-name-" * 5) / "data")
    assert len(str(cluster.sockets)) < 90
    with cluster.running():
        assert cluster.answers()
    cluster.sockets.rmdir()


def test_a_folder_of_another_version_is_refused_with_the_way_on(cluster):
    cluster.start()
    cluster.stop()
    (cluster.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServerTrouble, match=r"made by PostgreSQL 17 .* docs/operations.md"):
        cluster.start()


def test_the_server_ends_with_the_process_that_started_it(cluster):
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from koppi.config.postgres import Cluster\n"
        "Cluster(Path(sys.argv[1])).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, cluster.data])
    assert done.returncode == -signal.SIGKILL
    # Its farewell is a quick but orderly end; a start right after it waits for that.
    cluster.start()
    assert cluster.process is not None


def test_the_application_may_not_manage_the_server(cluster):
    cluster.start()
    with cluster._connect() as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = 'koppi'"
        ).fetchone()
    assert row == (False, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_without_namespaces_runs_the_server_as_nobody(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    stranger = postgres._Stranger(pwd.getpwnam("nobody"))
    cluster = Cluster(tmp_path / "data", disguise=stranger)
    with cluster.running():
        assert os.stat(f"/proc/{cluster.pid()}").st_uid == pwd.getpwnam("nobody").pw_uid
        keep_a_row(cluster)
        assert count(cluster) == 1
    postgres.shutil.rmtree(cluster.folder.resolve())
    cluster.sockets.rmdir()
