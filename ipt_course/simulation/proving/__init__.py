"""Proofs about a script: what can happen in it, what pays in it, and whether it can be gamed.

Needs numpy; nothing that plays a session imports this.
"""
