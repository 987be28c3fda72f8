"""One figure, its goal, and how both are printed."""

import json
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Measure:
    """A value that is to be reached, or not to be passed."""

    name: str
    value: float
    goal: float
    unit: str = "points"
    whole: int | None = None
    """Of how many things `value` is the right ones; then the goal is a share, 1 for all of them."""
    at_most: bool = False

    def compared(self) -> float:
        """What the goal is held against."""
        if self.whole is None:
            return self.value
        return float(Fraction(int(self.value), self.whole)) if self.whole else 1.0

    def met(self) -> bool:
        return self.compared() <= self.goal if self.at_most else self.compared() >= self.goal

    def reached(self) -> str:
        if self.whole is not None:
            return f"{self.value:,} of {self.whole:,}"
        return f"{self.value:.3f}" if isinstance(self.value, float) else str(self.value)

    def wanted(self) -> str:
        if self.at_most:
            return f"at most {self.goal:g}" if self.goal else "none"
        if self.whole is None:
            return f"{self.goal:.3f}"
        return "all" if self.goal == 1 else f"{self.goal:.2%}".replace(".00%", "%")


class Report:
    """Prints measures as they come, as a table or as a line of JSON each."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.exit_code = 0
        if not as_json:
            self.row("yardstick", "reached", "goal", "met")

    @staticmethod
    def row(name: str, reached: str, goal: str, met: str) -> None:
        print(f"{name:<36} {reached:>18}  {goal:>10}  {met}", flush=True)

    def add(self, measure: Measure) -> None:
        if not self.as_json:
            return self.row(measure.name, measure.reached(), measure.wanted(), "yes" if measure.met() else "NO")
        value = measure.compared()
        line = {
            "bench": "yardsticks",
            "measure": measure.name,
            "value": value,
            "unit": measure.unit if measure.whole is None else "share",
            "baseline": measure.goal,
            "ratio": value / measure.goal if measure.goal else None,
            "met": measure.met(),
        }
        return print(json.dumps(line), flush=True)

    def fail(self, name: str, why: Exception) -> None:
        """Notes that a set could not be measured."""
        self.exit_code = 1
        if self.as_json:
            print(json.dumps({"bench": "yardsticks", "measure": name, "error": str(why)}), flush=True)
        else:
            self.row(name, "failed", "", f"NO: {why}")
