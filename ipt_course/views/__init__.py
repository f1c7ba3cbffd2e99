"""What a notebook cell shows: thin widgets over everything else. Nothing depends on them."""
