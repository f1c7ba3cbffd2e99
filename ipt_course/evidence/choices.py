"""What may be asked of the comparisons: which rows, pooled how, shown as what. Knows no pandas.

A wish comes from a page and is never believed: what is not offered is left at its default.
"""

from __future__ import annotations

from dataclasses import dataclass

COMPARATORS = {
    "control: waiting list": "waiting list",
    "control: care as usual": "usual care",
    "control: other/attention/placebo": "other control",
}
PEOPLE = {
    "adults": "adults",
    "perinatal women": "women before or after a birth",
    "adolescents": "adolescents",
    "adolescents affected by war/displacement": "adolescents",
    "older adults": "older adults",
    "adults with general medical illness": "adults with a medical illness",
    "other target group": "other groups",
}
FORMATS = {"individual": "individual", "group": "group", "telephone": "telephone", "mixed/other": "mixed or other"}
METHODS = {
    "dl": "DerSimonian–Laird",
    "pm": "Paule–Mandel, Hartung–Knapp",
    "fixed": "a fixed effect",
}
SETS = {
    "all": "all 43 comparisons",
    "adults": "adult release 22 (33)",
    "recon2016": "up to 2015, as in 2016 (31)",
}
QUALITY = {"0": "any", "2": "lower: 2 of 4 criteria met", "3": "lower: 3 of 4", "4": "lowest: all 4"}
OLD = {"": "as in release 22", "T007": "Heckman 2017 as in 2020", "all": "all as in 2020, where known"}
LEFT_OUT = {
    "": "nothing",
    "T002": "Bolton 2003 (villages)",
    "T007": "Heckman 2017",
    "T024": "Saloheimo 2016",
    "T036": "Bolton 2007, second control",
}
VIEWS = {
    "forest": "forest plot",
    "funnel": "funnel plot",
    "out": "leaving out one at a time",
    "added": "adding one at a time, by year",
    "against": "by comparator",
    "people": "by people",
    "format": "by format",
    "rob": "by risk of bias",
}
YEARS = (1979, 2021)


def _offered(values) -> dict[str, str]:
    return {"": "all"} | {value: value for value in dict.fromkeys(values)}


CONTROLS: dict[str, tuple[str, dict[str, str]]] = {
    "rows": ("Comparisons", SETS),
    "people": ("People", _offered(PEOPLE.values())),
    "against": ("Compared with", _offered(COMPARATORS.values())),
    "format": ("Format", _offered(FORMATS.values())),
    "rob": ("Risk of bias", QUALITY),
    "old": ("Values", OLD),
    "left_out": ("Left out", LEFT_OUT),
    "method": ("Pooled by", METHODS),
    "view": ("Show", VIEWS),
}


@dataclass(frozen=True)
class Wish:
    """What to look at; each field but the years is a key of its entry in :data:`CONTROLS`."""

    rows: str = "all"
    people: str = ""
    against: str = ""
    format: str = ""
    rob: str = "0"
    old: str = ""
    left_out: str = ""
    method: str = "dl"
    view: str = "forest"
    since: int = YEARS[0]
    until: int = YEARS[1]


def read_wish(given: object) -> Wish:
    """The wish in a message; anything that is not offered is left at its default."""
    found = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        if name in CONTROLS and isinstance(value, str) and value in CONTROLS[name][1]:
            found[name] = value
        elif name in ("since", "until") and type(value) is int:
            found[name] = min(max(value, YEARS[0]), YEARS[1])
    return Wish(**found)


def strangers(given: dict) -> list[str]:
    """The parts of a wish that nothing would come of, each as ``name: value``."""
    read = vars(read_wish(given))
    return [f"{name}: {value}" for name, value in given.items() if read.get(name) != value]
