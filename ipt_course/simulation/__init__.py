"""The simulated client: scripts, the engine that plays them, scores, debriefs, and proofs that a script is fair.

Pure: nothing here knows widgets, files or the clock. Proving needs numpy; playing needs nothing.
"""
