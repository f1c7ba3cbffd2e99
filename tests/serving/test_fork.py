"""Forked kernels behave as ordinary ones do, share nothing by mistake, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager

from ipt_course.course.library import library
from ipt_course.serving.app import SHARE
from ipt_course.serving.fork import provisioner
from ipt_course.serving.fork.provisioner import ForkedProcess, Template


@pytest.fixture(autouse=True)
def our_kernelspec(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(SHARE))
    monkeypatch.setattr(provisioner, "template", Template())
    monkeypatch.setattr(provisioner, "lab", Template("lab"))
    yield
    provisioner.template.stop()
    provisioner.lab.stop()


class Kernel:
    """A kernel with a client; ``run`` gives what the code prints."""

    def __init__(self, **launch):
        self.launch = launch

    async def __aenter__(self):
        self.manager = AsyncKernelManager(kernel_name="ipt")
        await self.manager.start_kernel(**self.launch)
        await self._connect()
        return self

    async def _connect(self):
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)

    async def __aexit__(self, *_):
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)

    async def run(self, code: str) -> str:
        said = []
        hook = lambda m: said.append(m["content"].get("text", m["content"].get("ename", "")))  # noqa: E731
        await self.client.execute_interactive(code, output_hook=hook, timeout=60)
        return "".join(said).strip()

    @property
    def process(self):
        return self.manager.provisioner.process


def in_kernels(test):
    """Run an asynchronous test to its end, apart: a browser test of the same worker may have a loop running."""

    def run(*args, **kwargs):
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, asyncio.wait_for(test(*args, **kwargs), 180)).result()

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@in_kernels
async def test_a_kernel_is_forked_and_runs_code():
    async with Kernel() as kernel:
        assert isinstance(kernel.process, ForkedProcess)
        assert await kernel.run("print(6 * 7)") == "42"
        assert psutil.Process(kernel.process.pid).ppid() == provisioner.template.pid


@in_kernels
async def test_the_template_has_one_thread_and_is_shared():
    async with Kernel() as one, Kernel() as two:
        template = psutil.Process(provisioner.template.pid)
        assert template.num_threads() == 1
        assert {c.pid for c in template.children()} == {one.process.pid, two.process.pid}


@in_kernels
async def test_each_has_a_session_environment_folder_and_chance_of_its_own(tmp_path=None):
    here = os.getcwd()
    async with (
        Kernel(env={**os.environ, "MINE": "one"}, cwd="/") as one,
        Kernel(env={**os.environ, "MINE": "two"}, cwd=here) as two,
    ):
        ask = "import os, random; print(os.environ['MINE'], os.getcwd(), os.getsid(0) == os.getpid())"
        assert await one.run(ask) == "one / True"
        assert await two.run(ask) == f"two {here} True"
        chance = "import random, uuid, tempfile; print(random.random(), uuid.uuid4(), tempfile.mktemp())"
        first, second = (await one.run(chance)).split(), (await two.run(chance)).split()
        assert all(a != b for a, b in zip(first, second, strict=True))


@in_kernels
async def test_nothing_changed_in_one_is_seen_in_another():
    async with Kernel() as one, Kernel() as two:
        await one.run(
            "import ipt_course, ipt_course.course.library as l; ipt_course.mark = 1; l.library().course['title'] = 'x'"
        )
        asked = "import ipt_course, ipt_course.course.library as l; print(hasattr(ipt_course, 'mark'), l.library().course['title'] == 'x')"
        assert await two.run(asked) == "False False"


@in_kernels
async def test_what_a_lesson_imports_is_shared_and_no_debugger_is_loaded():
    async with Kernel() as kernel:
        before = "import sys; before = set(sys.modules)"
        lesson = "from ipt_course import exercise, lesson; lesson('grief'); _ = exercise('grief.which-grief')"
        await kernel.run(before)
        await kernel.run(lesson)
        assert (
            await kernel.run("print([n for n in set(sys.modules) - before if not n.startswith('ipt_course')])") == "[]"
        )
        assert await kernel.run("print(sys.modules['debugpy'])") == "None"


@in_kernels
async def test_the_lab_has_a_template_of_its_own_that_warms_up_when_somebody_is_on_the_way():
    asked = "import sys; print(all(name in sys.modules for name in ('pandas', 'statsmodels.stats.meta_analysis')))"
    opened = lambda page: {"env": {**os.environ, "JPY_SESSION_NAME": f"notebooks/learn/{page}.ipynb"}}  # noqa: E731
    async with Kernel(**opened("10-grief")) as kernel:
        assert await kernel.run(asked) == "False"
    assert provisioner.lab.pid is None
    async with Kernel(**opened("16-evidence")) as kernel:
        assert await kernel.run(asked) == "False"
    await _until(provisioner.lab.ready)
    async with Kernel(**opened("evidence-lab")) as kernel, Kernel(**opened("10-grief")) as lesson:
        assert psutil.Process(kernel.process.pid).ppid() == provisioner.lab.pid
        assert await kernel.run(asked) == "True"
        assert await lesson.run(asked) == "False"
        said = await kernel.run("from ipt_course import explore; print(explore())")
        assert said.startswith("Explore the comparisons")


def test_the_pages_of_the_lab_and_on_the_way_to_it_exist():
    pages = {path.stem for path in library().notebooks.glob("*.ipynb")}
    assert pages >= provisioner.LAB | provisioner.ON_THE_WAY


def test_a_template_in_a_full_classroom_is_asked_without_waiting():
    """Descriptors have large numbers there, and a template that ends while it warms up is counted and no fault of the page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    try:
        provisioner.lab.start()
        assert provisioner.lab._control.fileno() > 1023
        assert provisioner.lab.ready() is False
        os.kill(provisioner.lab.pid, signal.SIGKILL)
        until = time.monotonic() + 30
        while provisioner.lab.pid and time.monotonic() < until:
            assert provisioner.lab.ready() is False
        assert (provisioner.lab.pid, provisioner.lab.failures) == (None, 1)
    finally:
        for one in taken:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@in_kernels
async def test_a_kernel_knows_the_modules_it_began_with():
    """Else ``%reset --aggressive`` would take them all away."""
    async with Kernel() as kernel:
        asked = "import sys; kept = get_ipython()._sys_modules_keys; print(len(kept) > 500, {'json', 'ipykernel.ipkernel'} < kept <= set(sys.modules))"
        assert await kernel.run(asked) == "True True"
        await kernel.run("import this")
        await kernel.run("get_ipython().run_line_magic('reset', '-f --aggressive')")
        assert await kernel.run("import sys; print('this' in sys.modules, 'json' in sys.modules)") == "False True"


@in_kernels
async def test_no_open_file_or_connection_comes_from_the_template():
    async with Kernel() as one, Kernel() as two:
        opened = (
            "import os; fds = [f'/proc/self/fd/{n}' for n in os.listdir('/proc/self/fd') if int(n) > 2]; "
            "print(*{os.readlink(f) for f in fds if os.path.islink(f)})"
        )
        first, second = set((await one.run(opened)).split()), set((await two.run(opened)).split())
        assert len(first) > 5
        private = {"anon_inode:[eventpoll]", "anon_inode:[eventfd]", "/dev/null"}  # named alike, each one's own
        assert not {f for f in first & second if f not in private}
        ask = "import ipt_course.views.desk as d; print(d.desk.cache_info().currsize)"
        assert await one.run(ask) == await two.run(ask) == "0", "no desk, and so no database, is open before the fork"
        files = "import psutil; print([f.path for f in psutil.Process().open_files() if f.path.endswith(('.sqlite', '.json', '.ipynb'))])"
        assert await one.run(files) == await two.run(files) == "[]"


@in_kernels
async def test_widgets_can_be_asked_for_their_states():
    """What JupyterLab relies on: the control channel of ipywidgets is registered after the fork."""
    async with Kernel() as kernel:
        assert (
            await kernel.run("print(sorted(get_ipython().kernel.comm_manager.targets))")
            == "['jupyter.widget', 'jupyter.widget.control']"
        )


@in_kernels
async def test_interrupt_restart_and_shutdown_are_ordinary():
    async with Kernel() as kernel:
        long = asyncio.create_task(kernel.run("import time\ntime.sleep(60)"))
        await asyncio.sleep(1)
        await kernel.manager.interrupt_kernel()
        assert await asyncio.wait_for(long, 20) == "KeyboardInterrupt"
        await kernel.run("kept = 1")
        before = kernel.process.pid
        kernel.client.stop_channels()
        await kernel.manager.restart_kernel()
        await kernel._connect()
        assert kernel.process.pid != before and isinstance(kernel.process, ForkedProcess)
        assert await kernel.run("print('kept' in globals())") == "False"
        await kernel.manager.shutdown_kernel()
        assert not await kernel.manager.is_alive()


@in_kernels
async def test_a_kernel_that_is_told_to_end_first_does_what_it_promised():
    """Answers that wait for a busy disk are written at the end."""
    with TemporaryDirectory() as folder:
        async with Kernel() as kernel:
            await kernel.run(f"import atexit; _ = atexit.register(lambda: open({folder + '/kept'!r}, 'w').close())")
            await kernel.manager.shutdown_kernel()
        assert os.listdir(folder) == ["kept"]


def test_a_kernel_that_cannot_begin_says_why(capfd):
    process = provisioner.template.fork([], dict(os.environ), "/no/such/folder")
    assert process.wait(60) != 0
    assert "/no/such/folder" in capfd.readouterr().err


def test_neither_a_server_that_goes_at_once_nor_control_c_makes_the_template_complain(capfd):
    provisioner.template.start()
    assert os.getpgid(provisioner.template.pid) != os.getpgid(0)
    provisioner.template.stop()
    assert capfd.readouterr().err == ""


@in_kernels
async def test_a_killed_kernel_is_known_to_be_dead():
    async with Kernel() as kernel:
        assert await kernel.manager.is_alive()
        os.kill(kernel.process.pid, signal.SIGKILL)
        until = time.monotonic() + 10
        while await kernel.manager.is_alive() and time.monotonic() < until:
            await asyncio.sleep(0.02)
        assert not await kernel.manager.is_alive()


@in_kernels
async def test_a_template_that_died_is_started_again_and_its_kernels_live_on():
    async with Kernel() as one:
        os.kill(provisioner.template.pid, signal.SIGKILL)
        await asyncio.sleep(0.2)
        async with Kernel() as two:
            assert isinstance(two.process, ForkedProcess)
            assert await one.run("print(1)") == await two.run("print(1)") == "1"


@in_kernels
async def test_without_forking_an_ordinary_kernel_takes_over():
    os.environ["IPT_FORK"] = "0"
    try:
        async with Kernel() as kernel:
            assert isinstance(kernel.process, subprocess.Popen)
            assert await kernel.run("print(1)") == "1"
    finally:
        del os.environ["IPT_FORK"]


@in_kernels
async def test_after_three_failures_ordinary_kernels_take_over_with_one_warning():
    provisioner.PATIENCE, kept = 5, provisioner.PATIENCE
    sys.executable, python = "/bin/false", sys.executable
    said = []
    provisioner.log.addFilter(lambda record: said.append(record.getMessage()) or True)
    try:
        for _ in range(5):
            with pytest.raises(provisioner.ForkFailed):
                provisioner.template.fork([], {}, "/")
    finally:
        provisioner.PATIENCE, sys.executable = kept, python
    assert not provisioner.template.usable
    async with Kernel() as kernel:
        assert isinstance(kernel.process, subprocess.Popen)
    assert len([s for s in said if "ordinary kernels take over" in s]) >= 1


async def _until(holds) -> None:
    for _ in range(300):
        if holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("still not so after half a minute")


@in_kernels
async def test_opening_and_closing_leaves_nothing_behind():
    async with Kernel():
        pass
    me = psutil.Process()
    descriptors, sockets = me.num_fds(), len(psutil.Process(provisioner.template.pid).net_connections("unix"))
    for _ in range(500):
        manager = AsyncKernelManager(kernel_name="ipt")
        await manager.start_kernel()
        file = manager.connection_file
        await manager.shutdown_kernel(now=True)
        assert not os.path.exists(file)
    template = psutil.Process(provisioner.template.pid)
    await _until(lambda: template.children() == [])
    assert len(template.net_connections("unix")) == sockets
    assert me.num_fds() <= descriptors + 10


def test_the_end_of_the_server_is_the_end_of_all(tmp_path):
    """However the server ends: here it is killed and can clean nothing up."""
    code = (
        "import asyncio, sys\n"
        "from jupyter_client.manager import AsyncKernelManager\n"
        "from ipt_course.serving.fork.provisioner import template\n"
        "async def main():\n"
        "    m = AsyncKernelManager(kernel_name='ipt'); await m.start_kernel()\n"
        "    print(template.pid, m.provisioner.process.pid, flush=True); await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    others = [int(pid) for pid in server.stdout.readline().split()]
    assert len(others) == 2
    server.kill()
    server.wait()
    until = time.monotonic() + 15
    while any(map(alive, others)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, others))


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
