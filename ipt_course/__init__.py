"""An open course in interpersonal psychotherapy.

The names a notebook may use. Each is imported when first used (PEP 562), so that a lesson loads only
what it shows.
"""

from __future__ import annotations

__version__ = "0.1.0"

_HOMES = {
    "exercise": "views.exercise",
    "pretest": "views.exercise",
    "posttest": "views.exercise",
    "lesson": "views.lesson",
    "figure": "views.lesson",
    "cards": "views.lesson",
    "references": "views.lesson",
    "case": "views.case",
    "casebook": "views.case",
    "interview": "views.case",
    "home": "views.home",
    "record": "views.record",
    "where_kept": "views.where",
    "review": "views.review",
    "progress": "views.progress",
    "mixed_practice": "views.practice",
    "portfolio": "views.portfolio",
    "explore": "views.explore",
    "convert": "views.explore",
    "plot": "views.explore",
    "recomputed": "views.explore",
    "check": "views.checked",
    "trials": "evidence.tables",
    "comparisons": "evidence.tables",
    "meta_analyses": "evidence.tables",
    "pool": "evidence.pooling",
    "practise": "views.room",
    "invite": "views.room",
    "simulated_clients": "views.room",
    "cohort_page": "views.teaching.cohort",
    "items_page": "views.teaching.items",
    "content_page": "views.teaching.content",
    "sessions_page": "views.teaching.sessions",
    "access_log": "views.teaching.home",
    "claims": "views.sources",
    "claim_counts": "views.sources",
    "glossary": "views.sources",
    "bibliography": "views.sources",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'ipt_course' has no name '{name}'. Notebooks may use: {', '.join(_HOMES)}.")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
