"""Mixed practice: exercises of begun lessons again, on another day, lessons taking turns."""

from __future__ import annotations

from ..course.library import library
from ..learning.store import StoreError
from ..learning.study import Study
from .desk import desk
from .exercise import ExerciseCard
from .shown import Shown, fault_box, or_fault

TEXT = "Mixed practice: exercises you have answered on another day, the least solid first."
NOTHING = (
    '<p class="ipt-note">There is nothing to practise yet. Exercises come back here from the day after you first '
    "answered them, in lessons you have begun.</p>"
)


@or_fault
def mixed_practice() -> Shown | None:
    """Show today's set."""
    from IPython.display import display

    here = desk()
    try:
        items = Study(library(), here.store, here.learner).next_set()
    except StoreError as error:
        return fault_box(f"Your record cannot be read just now. {error}")
    if not items:
        return Shown(NOTHING, TEXT)
    for item in items:
        display(ExerciseCard(library().exercise(item), here, fresh=True))
    return Shown('<p><a href="">Another set</a>, when you have worked through this one.</p>', TEXT)
