"""The learner's own record: who is learning, and every answer given."""
