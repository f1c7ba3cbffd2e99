"""An invented cohort, drawn from a documented model of learning, for trying out what instructors see.

Everything that is drawn is real work as far as the course can tell: responses that its exercises accept, graded by
their own rules. Only the learners are not, and their numbers say so: each begins with ``demo-``.
"""
