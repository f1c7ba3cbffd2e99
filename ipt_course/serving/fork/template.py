"""The template: a process of one thread that has imported what lessons use, and forks a kernel on request.

It reads requests from a socket that only the server holds. When the server is gone, however it went, the
socket ends and so does the template; each kernel holds a lifeline of its own to the server and ends likewise.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import re
import signal
import socket
import sys
import traceback
from itertools import takewhile

USED = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "anywidget",
    "encodings.ascii",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipywidgets",
    "ipt_course.views.exercise",
    "ipt_course.views.home",
    "ipt_course.views.lesson",
    "ipt_course.views.practice",
    "ipt_course.views.progress",
    "ipt_course.views.record",
    "ipt_course.views.room",
    "ipt_course.views.review",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "zmq.utils.garbage",
)
"""What a lesson's kernel imports, so that each shares it with all others."""
LAB = ("ipt_course.evidence.exploring", "ipt_course.views.checked", "ipt_course.views.explore")
"""What only pages with tables and trials import, pandas and statsmodels among it: a hundred megabytes and some seconds that
each of their kernels would spend for itself. They have a template of their own, because a lesson's kernel that was forked
from so large a process holds three megabytes more."""
OPTIONS = ["--HistoryManager.enabled=False"]
LARGEST = 1 << 20
"""Bytes a request may have; it holds a kernel's environment."""


def warm(more: tuple[str, ...]) -> None:
    """Import what a lesson's kernel uses, and load the content.

    ``debugpy`` is kept out: these kernels offer no debugger, and it would cost each of them 9 MB and a
    twentieth of a second.
    """
    sys.modules["debugpy"] = None
    for name in USED:
        importlib.import_module(name)
    for name in more:
        with contextlib.suppress(ImportError):  # the page says itself what is missing
            importlib.import_module(name)
    if re.match("postgres(ql)?://", os.environ.get("IPT_STORE", "")):
        with contextlib.suppress(ImportError):  # whoever opens the record says that it is missing
            importlib.import_module("psycopg")
    from ipt_course.course.library import ContentError, library
    from ipt_course.exercises import KINDS

    list(KINDS.values())  # reading them imports them
    with contextlib.suppress(ContentError):  # pages say themselves what is wrong with their content
        for module in library().written:
            library().lesson(module["slug"])
        library().sessions  # noqa: B018 - reading it loads it


def rehearse() -> None:
    """Run one cell in a shell that is then let go, and write to a database that never was a file.

    The interpreter rewrites code that it runs often. What it rewrites here, all kernels share; what it rewrites
    after the fork, each holds for itself.
    """
    import sqlite3

    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    kept = {name: getattr(sys, name) for name in ("displayhook", "excepthook", "path")}
    shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    with contextlib.redirect_stdout(io.StringIO()):
        shell.run_cell("1")
    shell.restore_sys_module_state()
    for name, value in kept.items():
        setattr(sys, name, value)
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE rehearsal (n)")
        database.execute("INSERT INTO rehearsal VALUES (1)")


def prepare() -> None:
    """Make the kernel's application and let it read its options; all that is left to a kernel is where to listen."""
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.instance().parse_command_line(OPTIONS)


def serve(control: socket.socket) -> None:
    """Fork a kernel for each request until the server's end of ``control`` is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernels' ends are reaped by the system
    control.send(json.dumps({"ready": os.getpid(), "threads": len(os.listdir("/proc/self/task"))}).encode())
    known = set(sys.modules)
    while True:
        request, descriptors, _flags, _address = socket.recv_fds(control, LARGEST, 1)
        if not request:
            return
        child = os.fork()
        if child == 0:
            control.close()
            try:
                become_kernel(json.loads(request), socket.socket(fileno=descriptors[0]), known)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
            finally:
                os._exit(1)
        os.close(descriptors[0])
        control.send(json.dumps({"pid": child}).encode())


class _FewModules:
    """Stands in for ``sys`` where a kernel, as it starts, goes through every module: ipykernel lists their files for a debugger
    that these kernels do not have, IPython their names.

    To look at an object is to write to it (its references are counted), and so to hold its page of memory for oneself: ten
    megabytes in each kernel.
    """

    modules: dict = {}

    def __getattr__(self, name: str):
        return getattr(sys, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(sys, name, value)


def become_kernel(request: dict, lifeline: socket.socket, known: set[str]) -> None:
    """In the child: a session, environment, folder, chance and signals of its own; then an ordinary kernel."""
    import random
    import threading

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ["JPY_PARENT_PID"] = "1"  # the lifeline watches the server; ipykernel need not
    os.chdir(request["cwd"])
    sys.argv = ["ipykernel_launcher", *request["arguments"]]
    sys.path[0:0] = [""] if sys.path[:1] != [""] else []
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)

    def watch() -> None:
        with contextlib.suppress(OSError):
            lifeline.recv(1)
        os._exit(0)

    threading.Thread(target=watch, daemon=True, name="lifeline").start()

    import ipywidgets
    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp
    from IPython.core import shellapp

    ipkernel.sys = shellapp.sys = _FewModules()
    app = IPKernelApp.instance()
    match request["arguments"]:
        case ["-f", connection_file]:
            app.connection_file = connection_file
            app.parse_command_line = lambda argv=None: None  # as read before the fork
    app.initialize([*request["arguments"], *OPTIONS])
    ipkernel.sys = shellapp.sys = sys
    app.shell._sys_modules_keys = known.union(takewhile(lambda name: name not in known, reversed(sys.modules)))
    ipywidgets.load_ipython_extension(app.shell)  # imported before there was a shell to register with
    app.start()
    atexit._run_exitfuncs()  # answers that wait for a busy disk are written now or never
    lifeline.send(b"0")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    warm(LAB if sys.argv[2:] == ["lab"] else ())
    rehearse()
    prepare()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(ConnectionError):  # the server went first
        serve(control)
    os._exit(0)


if __name__ == "__main__":
    main()
