"""Many learners: where they are, what they have understood, and which questions tell the truth.

Functions that read a store and give plain data; no widgets, no files. Every figure comes with its interval and
the number of learners behind it, or says why it is not shown: too few for the figure, or so few that it could
point to a person. Learners are numbers here as everywhere.

``overview.overview`` gives a cohort's page, ``items.item_figures`` the exercises, ``mastery.mastery`` how many have an
objective solid, ``streaming.attempts`` everything kept, row by row. All take a ``selection.Selection``; the first two
also a ``blueprint.blueprint``. Who may be in a cohort is said in ``learning/membership.py``.
"""
