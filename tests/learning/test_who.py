"""A learner is a number: handed over by the page, made from a Hub's user name, or kept on this computer."""

from __future__ import annotations

import re

from samples import in_child, powerless, process

from ipt_course.learning.who import pseudonym, who

GIVEN = "0123456789abcdef01234567"


def test_a_page_names_its_learner(tmp_path):
    assert who({"IPT_PAGE": "1", "HTTP_X_IPT_LEARNER": GIVEN, "JUPYTERHUB_USER": "ana"}, tmp_path) == GIVEN
    assert not list(tmp_path.iterdir())


def test_only_a_page_names_its_learner_and_only_by_a_number(tmp_path):
    mine = who({}, tmp_path)
    assert who({"HTTP_X_IPT_LEARNER": GIVEN}, tmp_path) == mine
    for wrong in ("../../etc", GIVEN.upper(), GIVEN + "0", GIVEN + "\n", ""):
        assert who({"IPT_PAGE": "1", "HTTP_X_IPT_LEARNER": wrong}, tmp_path) == mine


def test_a_hub_user_is_always_the_same_number_and_never_a_name(tmp_path):
    ana = who({"JUPYTERHUB_USER": "ana"}, tmp_path)
    assert ana == who({"JUPYTERHUB_USER": "ana"}, tmp_path) == pseudonym("ana")
    assert re.fullmatch("[0-9a-f]{24}", ana) and ana != who({"JUPYTERHUB_USER": "ben"}, tmp_path)
    assert not list(tmp_path.iterdir())


def test_this_computer_has_a_number_of_its_own(tmp_path):
    mine = who({}, tmp_path / "here")
    assert re.fullmatch("[0-9a-f]{24}", mine)
    assert mine == who({}, tmp_path / "here") != who({}, tmp_path / "there")
    assert (tmp_path / "here" / "learner").stat().st_mode & 0o077 == 0
    assert [p.name for p in (tmp_path / "here").iterdir()] == ["learner"]


def test_pages_opened_at_the_same_moment_agree(tmp_path):
    code = "from ipt_course.learning.who import who; sys.stdin.readline()\nfor n in range(40): print(who({}, Path(sys.argv[1]) / str(n)))"
    pages = [process(code, tmp_path) for _ in range(6)]
    for page in pages:
        page.stdin.write("\n")
        page.stdin.flush()
    answers = [page.communicate(timeout=60)[0].split() for page in pages]
    assert len(answers[0]) == 40 and all(answer == answers[0] for answer in answers)


def test_a_file_that_holds_no_number_is_left_and_still_gives_one(tmp_path):
    for text in (b"", b"somebody", b"\xff\xfe"):
        (tmp_path / "learner").write_bytes(text)
        number = who({}, tmp_path)
        assert re.fullmatch("[0-9a-f]{24}", number) and number == who({}, tmp_path)
        assert (tmp_path / "learner").read_bytes() == text


def test_a_folder_that_may_not_be_written_still_gives_a_number(tmp_path):
    tmp_path.chmod(0o555)

    def work():
        powerless()
        return who({}, tmp_path / "new")

    try:
        assert re.fullmatch("[0-9a-f]{24}", in_child(work))
    finally:
        tmp_path.chmod(0o700)
