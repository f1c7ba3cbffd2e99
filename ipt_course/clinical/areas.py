"""The four interpersonal problem areas (Weissman, Markowitz & Klerman 2018)."""

AREAS = {
    "grief": "Grief",
    "role_dispute": "Role dispute",
    "role_transition": "Role transition",
    "interpersonal_deficits": "Interpersonal deficits",
}
