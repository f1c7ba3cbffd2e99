"""The instructors' server: a second root of notebooks behind a secret of its own, never reached from the learners'."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from .app import CourseVoila, run
from .door import Door, signed_in
from .keys import Keys, read_secrets
from .pages import CoursePage

FIRST_PORT = 8966
"""Well away from the learners' ports, of which twenty are tried."""
PAGES = (
    ("cohort", "Cohort"),
    ("items", "Questions"),
    ("sessions", "Simulated clients"),
    ("content", "Content"),
)


class TeachPage(CoursePage):
    """One notebook, executed for one instructor. Nobody becomes a learner by opening it."""

    def visitor(self, stem: str) -> dict[str, str]:
        return {"HTTP_X_IPT_INSTRUCTOR": self._instructor()}

    def about(self, stem: str) -> dict:
        course = self.settings["ipt_course"]
        pages = [{"notebook": notebook, "title": title} for notebook, title in PAGES]
        return {
            "course": {**course, "title": f"{course['title']}: for instructors", "pages": pages, "modules": []},
            "front": self.settings["ipt_front"],
            "stem": stem,
            "page": next((page for page in pages if page["notebook"] == stem), None),
            "teaching": True,
        }

    def _instructor(self) -> str:
        """Whose access it is: the proxy's user (if trusted), else the name that the secret has."""
        return self.named_by_proxy()[:80] or signed_in(self.settings["ipt_keys"], self.request) or ""


class TeachVoila(CourseVoila):
    """The course's server, with a door before it."""

    page = TeachPage
    under = "page"
    closing = "Closing."

    def init_settings(self) -> dict:
        return super().init_settings() | {"ipt_keys": self.config.IptCourse.door_keys, "ipt_log": self.log}

    def entrance(self):
        return Door(self.app, self.config.IptCourse.door_keys)

    @property
    def opens_at(self) -> str:
        return self.config.IptCourse.address + self.config.IptCourse.opening

    def announce(self) -> None:
        settings = self.config.IptCourse
        click.echo(f"The instructors' pages are open at {self.opens_at}  (stop them with Ctrl+C)")
        if settings.opening:
            click.echo("The secret in this address is new each time. To choose your own, set IPT_TEACH_SECRET.")
        click.echo(f"They show the record in {settings.record}")


def teach(
    host: str = "127.0.0.1",
    port: int | None = None,
    notebooks: Path = Path("notebooks/teach"),
    open_browser: bool = False,
    idle_timeout: int = 1800,
    trust_user_header: str | None = None,
    given: tuple[str, ...] = (),
    record: str = "",
) -> None:
    """Serve the instructors' notebooks until interrupted. ``given`` secrets are ``NAME:SECRET``; none makes a new one."""
    os.environ["IPT_TEACHING"] = "1"
    known, opening = read_secrets(given), ""
    if not known:
        known = read_secrets([secrets.token_urlsafe(24)])
        opening = f"?secret={next(iter(known.values()))}"
    run(
        TeachVoila,
        host,
        port,
        FIRST_PORT,
        notebooks,
        open_browser,
        idle_timeout,
        trust_user_header,
        door_keys=Keys(known),
        opening=opening,
        record=record,
    )
