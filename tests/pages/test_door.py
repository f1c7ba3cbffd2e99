"""Nothing of the instructors' server is reached without its secret, and nothing of it from the learners' server."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect
from visiting import TeachServer

SECRET = "anna:correct-horse-battery-staple"


@pytest.fixture(scope="module")
def teach(tmp_path_factory):
    server = TeachServer(tmp_path_factory.mktemp("teach"), IPT_TEACH_SECRET=SECRET)
    yield server
    server.stop()


class Asked:
    """A request without a browser; redirects are not followed."""

    def __init__(self, server, path: str, cookie: str = "", method: str = "GET", body: str | None = None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers |= {"Cookie": cookie} if cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.status, self.headers = answer.status, answer.headers
        self.text = answer.read().decode("utf-8", "replace")
        connection.close()
        cookies = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or ()]
        self.cookie = next((one for one in cookies if one.startswith("ipt_instructor=")), "")
        self.xsrf = next((one for one in cookies if one.startswith("_xsrf=")), "")


@pytest.fixture(scope="module")
def key(teach) -> str:
    """The cookie of somebody who has signed in."""
    answer = Asked(teach, "/?secret=" + SECRET.partition(":")[2])
    assert answer.status == 303 and answer.headers["Location"] == "/"
    return answer.cookie


@pytest.fixture(scope="module")
def kernel(teach, key) -> str:
    """The kernel of a page that somebody with the key has open."""
    page = Asked(teach, "/page/cohort", key)
    assert page.status == 200
    return re.search(r'"kernel":"([\w-]+)"', page.text).group(1)


PATHS = [
    "/",
    "/page/cohort",
    "/page/nothing-of-that-name",
    "/lesson/cohort",
    "/voila/render/cohort.ipynb",
    "/voila/api/contents/cohort.ipynb?content=1",
    "/api/contents/cohort.ipynb?content=1",
    "/voila/tree",
    "/voila/files/cohort.ipynb",
    "/api/kernels",
    "/api/me",
    "/ipt/front/host.js",
    "/static/x.js",
    "//page/cohort",
    "/page/../page/cohort",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "cookie", ["", "ipt_instructor=", "ipt_instructor=guessed", "ipt_instructor=correct-horse-battery-staple"]
)
def test_every_address_asks_for_the_secret(teach, path, cookie):
    answer = Asked(teach, path, cookie)
    assert answer.status == 401
    assert "ipt-widget" not in answer.text and "who has gone quiet" not in answer.text
    assert answer.cookie == ""


def test_with_the_key_pages_open_and_what_is_no_page_is_not_there(teach, key):
    page = Asked(teach, "/page/cohort", key)
    assert page.status == 200 and "ipt-widget" in page.text, "the positive control of every refusal here"
    front = re.search(r"/ipt/front/report\.\w+\.js", page.text).group()
    assert Asked(teach, front, key).status == 200 and Asked(teach, front).status == 401
    for path in PATHS[5:9]:
        answer = Asked(teach, path, key)
        assert answer.status == 404 and "cohort_page" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_no_other_method_gets_by(teach, kernel, method):
    assert Asked(teach, f"/api/kernels/{kernel}", method=method).status in (401, 403, 405)
    assert Asked(teach, f"/ipt/end/{kernel}", method=method).status in (401, 403, 405)


def _websocket(server, kernel: str, **headers) -> int:
    """200 when a websocket to a kernel opens, else the status with which it is refused."""

    async def connect():
        url = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels?session_id=x"
        try:
            socket = await websocket_connect(HTTPRequest(url, headers=headers))
        except HTTPClientError as error:
            return error.code
        socket.close()
        return 200

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests has a loop in this thread
        return apart.submit(lambda: IOLoop().run_sync(connect, timeout=30)).result()


def test_a_kernel_can_only_be_talked_to_with_the_key_and_from_its_own_pages(teach, key, kernel):
    assert _websocket(teach, kernel) == 401
    assert _websocket(teach, kernel, Cookie="ipt_instructor=guessed") == 401
    assert _websocket(teach, kernel, Cookie=key, Origin="http://elsewhere.example") == 403
    assert _websocket(teach, kernel, Cookie=key) == 200


def test_the_secret_goes_into_a_form_and_never_stays_in_an_address_or_log(teach):
    asked = Asked(teach, "/page/cohort")
    token = re.search(r'name="_xsrf" value="([^"]+)"', asked.text).group(1)
    form = urllib.parse.urlencode({"_xsrf": token, "secret": SECRET.partition(":")[2]})
    assert Asked(teach, "/page/cohort", method="POST", body=form).status == 403, "not from another site's form"
    answer = Asked(teach, "/page/cohort", asked.xsrf, method="POST", body=form)
    assert answer.status == 303 and answer.headers["Location"] == "/page/cohort"
    said = next(one for one in answer.headers.get_all("Set-Cookie") if one.startswith("ipt_instructor="))
    assert "HttpOnly" in said and "SameSite=Lax" in said and "battery" not in said
    Asked(teach, "/?secret=a-wrong-one-to-be-logged")
    log = (teach.folder / "server.log").read_text()
    assert "A wrong secret came from" in log
    assert "a-wrong-one-to-be-logged" not in log and "battery" not in log


def test_guessing_is_stopped(tmp_path):
    server = TeachServer(tmp_path)
    try:
        secret = server.opens_at.partition("secret=")[2]
        assert len(secret) >= 32, "without one of our own there is a new one"
        statuses = [Asked(server, f"/?secret=guess-{n}").status for n in range(6)]
        assert statuses == [401] * 5 + [429]
        assert Asked(server, f"/?secret={secret}").status == 429
    finally:
        server.stop()


def test_kernels_never_learn_the_secret(teach, key):
    import psutil

    assert Asked(teach, "/page/cohort", key).status == 200
    below = psutil.Process(teach.process.pid).children(recursive=True)
    assert teach.kernels()
    for one in below:
        assert "battery" not in json.dumps(one.environ())


@pytest.mark.parametrize(
    "path", ["page/cohort", "lesson/cohort", "voila/render/cohort.ipynb", "lesson/..%2Fteach%2Fcohort"]
)
def test_the_learners_server_has_none_of_it(server, key, path):
    request = urllib.request.Request(server.url + path, headers={"Cookie": key})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 404
    with urllib.request.urlopen(server.url + "lesson/progress") as fine:
        assert fine.status == 200
