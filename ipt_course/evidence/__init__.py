"""What trials of IPT found: the tables, effect sizes, pooled results, drawings. Knows no widgets and no learners."""
