"""Speed and memory beside stock Voila."""
