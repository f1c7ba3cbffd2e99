"""The server: Voila, serving one folder of notebooks as the pages of a course."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

import click
from jupyter_server.utils import url_path_join
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from ..course.library import library
from . import letting_go
from .attendance import LOOK, PING, SILENCE, Attendance
from .capacity import Capacity, raise_file_limit
from .connection import CourseConnection
from .fork.provisioner import lab, template
from .front import FrontHandler, front_urls
from .kernels import CourseKernels
from .pages import HOME, CoursePage, EndKernel, Lost
from .visitors import Visitors

SHARE = Path(__file__).parent / "share" / "jupyter"
FIRST_PORT = 8866
PORTS_TRIED = 20


class CourseVoila(Voila):
    """Voila without listing, contents API, template choice or a path to anything but the course's pages."""

    page = CoursePage
    under = "lesson"
    """Where pages have their addresses: ``/lesson/…``."""
    closing = "Closing. Every answer is kept."

    def init_settings(self) -> dict:
        theirs = super().init_settings()  # makes the kernel manager
        self.attendance = Attendance(self.kernel_manager)
        return theirs | {
            "default_handler_class": Lost,
            "default_handler_args": {},
            "ipt_course": library().course,
            "ipt_front": front_urls(self.base_url),
            "ipt_notebooks": Path(self.root_dir),
            "ipt_user_header": self.config.get("IptCourse", {}).get("user_header"),
            "ipt_attendance": self.attendance,
            "ipt_capacity": self.config.IptCourse.capacity,
            "ws_ping_interval": 1000 * PING,
            "ws_ping_timeout": 1000 * SILENCE,
            "xsrf_cookies": True,
            "xsrf_cookie_kwargs": {"samesite": "Lax"},
        }

    def init_handlers(self) -> list:
        ours = [
            (url_path_join(self.server_url, r"/ipt/front/([\w.]+)"), FrontHandler),
            (url_path_join(self.server_url, r"/ipt/end/([\w-]+)"), EndKernel),
            (url_path_join(self.server_url, r"/"), self.page, {"stem": HOME}),
            (url_path_join(self.server_url, rf"/{self.under}/([\w-]+)"), self.page),
            (url_path_join(self.server_url, r"/voila/render/([\w-]+)\.ipynb"), self.page),
        ]
        theirs = [h for h in super().init_handlers() if "/api/kernels/" in h[0]]
        return [*ours, *theirs]

    async def _look_around(self) -> None:
        await self.attendance.look()
        CourseConnection.close_ended(self.kernel_manager)

    def entrance(self):
        """What every request meets first."""
        return self.app

    @property
    def opens_at(self) -> str:
        """The address with which one begins."""
        return self.config.IptCourse.address

    def announce(self) -> None:
        click.echo(f"The course is open at {self.opens_at}  (stop it with Ctrl+C)")
        click.echo(self.config.IptCourse.capacity.in_words())
        if self.config.IptCourse.get("open_to_others") and not (crisis := library().course["crisis"]).get("checked"):
            click.echo(
                f"Nobody has called up the {len(crisis.get('lines', []))} crisis lines at the foot of the pages yet. "
                "Do so, add your own, and write the day into data/crisis.yml ('checked')."
            )

    def listen(self) -> None:
        sockets = self.config.IptCourse.sockets
        from tornado.httpserver import HTTPServer
        from tornado.ioloop import IOLoop, PeriodicCallback

        HTTPServer(self.entrance(), xheaders=bool(self.config.IptCourse.get("user_header"))).add_sockets(sockets)
        self.ioloop = IOLoop.current()
        PeriodicCallback(self._look_around, 1000 * LOOK).start()
        self.announce()
        if self.open_browser:
            threading.Thread(target=webbrowser.open, args=[self.opens_at], daemon=True).start()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            click.echo(f"\n{self.closing}")
        finally:
            self.stop()


def serve(
    host: str = "127.0.0.1",
    port: int | None = None,
    notebooks: Path = Path("notebooks"),
    open_browser: bool = False,
    idle_timeout: int = 1800,
    trust_user_header: str | None = None,
    learners: int | None = None,
    retention_months: int | None = None,
) -> None:
    """Serve the notebooks until interrupted. ``idle_timeout`` in seconds; ``port`` ``None`` looks for a free one.

    ``retention_months`` ``None`` means the default where others are served, and no end of keeping where not; 0 no end.
    """
    os.environ.pop("IPT_TEACHING", None)
    months = letting_go.months_kept(retention_months, host, trust_user_header)
    os.environ["IPT_RETENTION_MONTHS"] = str(months)  # the page "Your data" says it
    letting_go.begin(months)
    run(
        CourseVoila,
        host,
        port,
        FIRST_PORT,
        notebooks,
        open_browser,
        idle_timeout,
        trust_user_header,
        learners,
        open_to_others=letting_go.open_to_others(host, trust_user_header),
    )


def run(
    app_class: type[CourseVoila],
    host: str,
    port: int | None,
    first_port: int,
    notebooks: Path,
    open_browser: bool,
    idle_timeout: int,
    trust_user_header: str | None,
    pages: int | None = None,
    **settings,
) -> None:
    """Serve one folder of notebooks with one kind of application. ``settings`` go to it as ``config.IptCourse``."""
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SHARE), os.environ.get("JUPYTER_PATH")]))
    os.environ["IPT_PAGE"] = "1"
    for theirs in ("HTTP_X_IPT_LEARNER", "HTTP_X_IPT_JOIN", "HTTP_X_IPT_INSTRUCTOR", "IPT_TEACH_SECRET"):
        os.environ.pop(theirs, None)  # a page's kernel gets the first three from its page, and the last never
    raise_file_limit()
    sockets, port = _listen(host, port, first_port)
    if template.usable:
        template.start()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1", "") else host
    config = Config(
        {
            "Voila": {
                "ip": host,
                "port": port,
                "root_dir": str(notebooks.resolve()),
                "open_browser": open_browser,
                "kernel_websocket_connection_class": CourseConnection,
                "identity_provider_class": Visitors,
                "log_level": int(os.environ.get("IPT_LOG_LEVEL", logging.WARNING)),
                "config_file_paths": [],
            },
            "VoilaConfiguration": {
                "multi_kernel_manager_class": CourseKernels,
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "show_tracebacks": False,
                "file_allowlist": [],
            },
            "MappingKernelManager": {
                "cull_idle_timeout": idle_timeout,
                "cull_interval": max(1, min(30, idle_timeout // 2)),
                "cull_connected": True,
            },
            "KernelManager": {"transport": _transport()},
            "IptCourse": {
                "sockets": sockets,
                "address": f"http://{shown}:{port}/",
                "user_header": trust_user_header,
                "capacity": Capacity(forked=template.usable, limit=pages),
                **settings,
            },
        }
    )
    app = app_class(config=config)
    app.initialize([])
    app.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
    # jupyter_server's milliseconds, which tornado takes for seconds; pings go by the former.
    logging.getLogger("tornado.general").addFilter(lambda record: "websocket_ping" not in record.getMessage())
    try:
        app.start()
    finally:
        template.stop()
        lab.stop()


def _transport() -> str:
    """How kernels are spoken to: sockets in a private folder on Linux.

    They are faster than TCP, and no other program can take a port between its choice and its use. Elsewhere
    the paths of temporary folders are too long for a socket's name.
    """
    return "ipc" if sys.platform == "linux" and len(tempfile.gettempdir()) < 40 else "tcp"


def _listen(host: str, port: int | None, first_port: int):
    """Bind the port asked for, or the first free one from ``first_port`` on."""
    wanted = [port] if port is not None else range(first_port, first_port + PORTS_TRIED)
    for one in wanted:
        try:
            sockets = bind_sockets(one, host or None)
            return sockets, sockets[0].getsockname()[1]
        except OSError as error:
            reason = error.strerror
            if port is None:
                click.echo(f"Port {one} is taken; trying the next.", err=True)
    if port is not None:
        click.echo(
            f"Port {port} on {host} cannot be used ({reason}). Choose another, for example: --port {port + 1}, "
            f"or PORT={port + 1} after make.",
            err=True,
        )
    else:
        click.echo(f"No free port from {first_port} to {first_port + PORTS_TRIED - 1} on {host}.", err=True)
    sys.exit(1)
