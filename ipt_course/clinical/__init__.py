"""IPT itself as pure models: no widgets, files or clock."""
