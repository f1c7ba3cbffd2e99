"""What leaves the course for other programs: gradebooks, records, statements, questions.

Each form is written row by row, so that a large store costs time and no memory. Whatever a form cannot carry is
counted and named; nothing is dropped silently.
"""
