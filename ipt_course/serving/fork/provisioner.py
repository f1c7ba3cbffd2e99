"""A kernel provisioner that forks; where that cannot be done, an ordinary kernel takes its place."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner

log = logging.getLogger(__name__)
FAILURES_ALLOWED = 3
"""In a row, after which no more forks are tried."""
PATIENCE = 30
"""Seconds a template may take to get ready, or to fork."""


LAB = {"evidence-lab", "sources"}
"""Notebooks that work with pandas: their kernels are forked from :data:`lab`."""
ON_THE_WAY = {"16-evidence", "red-pen"}
"""Notebooks from which one comes to those: whoever opens one lets the lab's template begin to warm up."""


class ForkFailed(Exception):
    """The template could not give a kernel."""


class Template:
    """The server's side of the template process: started when needed, started again when it died."""

    def __init__(self, *what: str):
        self._what = what
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._turn = threading.Lock()
        self._ready = False
        self.failures = 0

    @property
    def usable(self) -> bool:
        return sys.platform == "linux" and os.environ.get("IPT_FORK", "1") != "0" and self.failures < FAILURES_ALLOWED

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Begin to warm up; returns at once."""
        with self._turn:
            self._start()

    def ready(self) -> bool:
        """Whether a kernel is to be had without waiting."""
        with self._turn:
            try:
                if not self._ready and self._control and self._has_spoken():
                    self._hear()
                    self._ready = True
            except (OSError, ValueError):  # it ended while it warmed up
                self.failures += 1
                self.stop()
            return self._ready

    def _has_spoken(self) -> bool:
        heard = select.poll()  # not select(), which knows no descriptor above 1023
        heard.register(self._control, select.POLLIN)
        return bool(heard.poll(0))

    def _start(self) -> None:
        if self._process and self._process.poll() is None:
            return
        self.stop()
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        mine.settimeout(PATIENCE)
        env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "JPY_PARENT_PID": "1"}
        command = [sys.executable, "-m", "ipt_course.serving.fork.template", str(theirs.fileno()), *self._what]
        self._process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            process_group=0,  # Ctrl+C in the terminal is for the server
        )
        theirs.close()
        self._control, self._ready = mine, False

    def stop(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None

    def fork(self, arguments: list[str], env: dict[str, str], cwd: str) -> ForkedProcess:
        """A new kernel; :class:`ForkFailed` if there is none to be had."""
        with self._turn:
            try:
                self._start()
                if not self._ready:
                    self._hear()
                    self._ready = True
                mine, theirs = socket.socketpair()
                with theirs:
                    request = json.dumps({"arguments": arguments, "env": env, "cwd": cwd}).encode()
                    socket.send_fds(self._control, [request], [theirs.fileno()])
                process = ForkedProcess(self._hear()["pid"], mine)
                self.failures = 0
                return process
            except (OSError, ValueError, KeyError) as error:
                self.failures += 1
                self.stop()
                if not self.usable:
                    log.warning("Kernels cannot be forked here (%s); ordinary kernels take over.", error)
                raise ForkFailed(str(error)) from error

    def _hear(self) -> dict:
        said = self._control.recv(4096)
        if not said:
            raise OSError("the template ended")
        return json.loads(said)


class ForkedProcess:
    """A kernel that is not our child, with the face of a :class:`subprocess.Popen`.

    Its lifeline tells when it has ended, and cannot be mistaken for another process with the same number.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, lifeline: socket.socket):
        self.pid = pid
        self._lifeline = lifeline
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            try:  # not select(), which knows no descriptor above 1023: a full classroom has more
                said = self._lifeline.recv(1, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                said = b""
            self.returncode = 0 if said else -signal.SIGKILL
            self._lifeline.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


template = Template()
lab = Template("lab")


def template_for(env: dict[str, str]) -> Template:
    """Which one to fork from. While the lab's is not ready, a lesson's does; the kernel then imports the rest itself."""
    page = Path(env.get("JPY_SESSION_NAME", "")).stem
    if page not in LAB | ON_THE_WAY or not lab.usable:
        return template
    lab.start()
    return lab if page in LAB and lab.ready() else template


class ForkProvisioner(LocalProvisioner):
    """Launches by forking a template; everything else is the local provisioner's."""

    async def launch_kernel(self, cmd: list[str], **kwargs):
        if template.usable:
            try:
                env = {str(k): str(v) for k, v in (kwargs.get("env") or os.environ).items()}
                cwd = str(kwargs.get("cwd") or os.getcwd())
                self.process = template_for(env).fork(cmd[cmd.index("-f") :], env, cwd)
                self.pid = self.pgid = self.process.pid
                self.cwd = cwd
                return self.connection_info
            except ForkFailed:
                pass
        return await super().launch_kernel(cmd, **kwargs)

    async def send_signal(self, signum: int) -> None:
        if isinstance(self.process, ForkedProcess) and self.process.poll() is not None:
            return
        await super().send_signal(signum)
