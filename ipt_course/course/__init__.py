"""What is taught: reading, checking and compiling the content in ``data/``."""
