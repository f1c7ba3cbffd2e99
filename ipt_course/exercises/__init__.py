"""Exercise types: one file each with the item, its grading rule and its feedback.

Pure: nothing here knows widgets, files, databases or the clock. Every type offers

``shown()``     what a page may hold before an answer: never the key, never feedback
``outline()``   the same as lines of text, for the committed notebook output
``solution()``  a response that the key calls right (``None`` where nothing is graded)
``grade(response)`` a :class:`~ipt_course.exercises.verdict.Verdict`
``faults()``    what is inconsistent in the item itself
"""

from .area_points import AreaPoints
from .choice import Choice, Multiple
from .communication import Communication
from .forecast import Forecast
from .formulation import Formulation
from .interview import Interview
from .inventory import Inventory
from .label import Label
from .number import Number
from .order import Order
from .placing import Match, Sort
from .plane import PlaneTask
from .planner import Planner
from .questionnaire import Questionnaire
from .rate import Rate
from .red_pen import RedPen
from .say_it import SayIt
from .sheet import Balance, Decision
from .timeline import Timeline
from .trend import Trend
from .verdict import BadResponse, Fault, Mark, Note, Outcome, Verdict

KINDS = {
    "choice": Choice,
    "multiple": Multiple,
    "order": Order,
    "sort": Sort,
    "match": Match,
    "label": Label,
    "inventory": Inventory,
    "interview": Interview,
    "area_points": AreaPoints,
    "formulation": Formulation,
    "communication": Communication,
    "decision": Decision,
    "balance": Balance,
    "timeline": Timeline,
    "questionnaire": Questionnaire,
    "trend": Trend,
    "number": Number,
    "forecast": Forecast,
    "planner": Planner,
    "plane": PlaneTask,
    "rate": Rate,
    "red_pen": RedPen,
    "say_it": SayIt,
}

__all__ = ["KINDS", "BadResponse", "Fault", "Mark", "Note", "Outcome", "Verdict", *(c.__name__ for c in KINDS.values())]
