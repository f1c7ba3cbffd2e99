"""The tables hold what their descriptions promise."""

from __future__ import annotations

from ipt_course.course.places import data_dir
from ipt_course.evidence.tables import COMPARATORS, FORMATS, PEOPLE, comparisons, meta_analyses, trials


def test_the_tables_are_whole():
    assert len(trials()) == 91 and len(meta_analyses()) == 38
    assert trials().row_id.is_unique and meta_analyses().row_id.is_unique


def test_every_comparison_can_be_pooled_and_filtered():
    table = comparisons()
    assert len(table) == 43 and table.recon2016.sum() == 31 and table.adults.sum() == 33
    assert table.study.is_unique
    assert not table[["year", "people", "against", "format", "rob", "g", "se"]].isna().any().any()
    assert set(table.against) == set(COMPARATORS.values())
    assert set(table.format) == set(FORMATS.values())
    assert set(table.people) == set(PEOPLE.values())


def test_a_trial_with_two_control_groups_has_two_names():
    assert [name for name in comparisons().study if name.startswith("Bolton 2007")] == [
        "Bolton 2007 (other control)",
        "Bolton 2007 (waiting list)",
    ]


def test_the_sources_are_credited():
    text = (data_dir() / "evidence" / "SOURCES.md").read_text(encoding="utf-8")
    assert "ODC-By 1.0" in text
    for source in trials().source:
        if "DOI 10.5281/zenodo" in source:
            assert source.partition("DOI ")[2].split(";")[0].rstrip(")").split(")")[0].strip() in text, source
