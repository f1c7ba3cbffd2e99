"""Many learners: where they are, what they have understood, and which questions tell the truth.

Functions that read a store and give plain data; no widgets, no files. Every figure comes with its interval and
the number of learners behind it, or says why it is not shown: too few for the figure, or so few that it could
point to a person. Learners are numbers here as everywhere.
"""
