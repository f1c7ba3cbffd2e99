"""Kernels that are forked from a warmed template instead of started from nothing."""
