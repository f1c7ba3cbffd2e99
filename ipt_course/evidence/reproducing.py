"""What others published, recomputed from the tables."""

from __future__ import annotations

from dataclasses import dataclass

from . import effects
from .drawing import number
from .pooling import pool
from .tables import comparisons, trials


@dataclass(frozen=True)
class Recomputed:
    what: str
    published: str
    found: str
    verdict: str


def checks() -> list[Recomputed]:
    """Each published number beside ours; the tests hold the same comparisons to their tolerances."""
    return [_meta_analysis(), _effects(), *_nnt(), *_recurrence()]


def _meta_analysis() -> Recomputed:
    table = comparisons().query("recon2016")
    found = pool(list(table.g), list(table.se))
    return Recomputed(
        "IPT against control, acute depression (Cuijpers 2016)",
        "31 comparisons, g 0.60 (0.45 to 0.75), I² 63%",
        f"{found.k} comparisons, g {number(found.effect, 3)} ({number(found.low, 3)} to {number(found.high, 3)}), I² {found.i2:.1f}%",
        "g and its interval reproduce within 0.01, I² within 3 points; whether they are the same trials we cannot know",
    )


def _effects() -> Recomputed:
    names = ["n_ipt", "mean_ipt", "sd_ipt", "n_control", "mean_control", "sd_control"]
    table = trials().dropna(subset=names)
    found = [
        effects.hedges_g(
            effects.Arm(row.n_ipt, row.mean_ipt, row.sd_ipt),
            effects.Arm(row.n_control, row.mean_control, row.sd_control),
        )
        for row in table.itertuples()
    ]
    off_g = max(abs(g - given) for (g, _), given in zip(found, table.effect_size, strict=True))
    off_se = max(abs(se - given) for (_, se), given in zip(found, table.se, strict=True))
    return Recomputed(
        "Hedges' g and its error from means and spreads",
        f"{len(table)} rows of the databases",
        f"furthest apart {off_g:.4f} (g) and {off_se:.4f} (error)",
        "within 0.001 and 0.003",
    )


def _nnt():
    for d, published in ((0.63, "2.91"), (0.19, "9.43")):
        yield Recomputed(
            f"NNT of d = {d} (Cuijpers 2011)", published, number(effects.nnt(d)), "same, but for the rounding of d"
        )


def _recurrence():
    arms = (
        ("IPT and nortriptyline", 0.20, 25, "4 to 36%"),
        ("nortriptyline", 0.43, 28, "25 to 61%"),
        ("IPT and placebo", 0.64, 25, "45 to 83%"),
        ("placebo", 0.90, 29, "79 to 100%"),
    )
    for name, share, people, published in arms:
        low, high = effects.share_interval(share, people)
        yield Recomputed(
            f"Recurrence in three years with {name}, {100 * share:.0f}% (Reynolds 1999)",
            published,
            f"{100 * low:.0f} to {100 * high:.0f}%",
            f"same, with a group of {people}, which is inferred",
        )
