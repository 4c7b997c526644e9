"""The condition language: FEEL in a typed profile; lexer, parser, checker and evaluator."""

from policyengine.feel.errors import FeelError
from policyengine.feel.evaluation import evaluate
from policyengine.feel.parser import parse
from policyengine.feel.show import show
from policyengine.feel.values import UNKNOWN, Months

__all__ = ["UNKNOWN", "FeelError", "Months", "evaluate", "parse", "show"]
