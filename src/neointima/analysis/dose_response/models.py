"""The curves on offer: a shape, and which of its parameters are fixed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from neointima.analysis.dose_response.shapes import (
    BRAIN_COUSENS,
    LOG_LOGISTIC,
    LOGISTIC,
    WEIBULL_1,
    WEIBULL_2,
    B,
    C,
    D,
    E,
    F,
)
from neointima.mistake import Mistake

LETTERS = "bcdef"


@dataclass(frozen=True, slots=True)
class Model:
    """A curve with ``fixed`` values of b, c, d, ln e, f by their number; the rest is free."""

    name: str
    title: str
    shape: int
    fixed: Mapping[int, float] = field(default_factory=dict)

    def free(self) -> list[int]:
        """Numbers of the free parameters."""
        return [k for k in (B, C, D, E, F) if k not in self.fixed]

    def hold(self, **values: float) -> "Model":
        """The model with more fixed, by letter: ``hold(c=0, d=1)``; e in its own unit is not offered."""
        more = {LETTERS.index(letter): value for letter, value in values.items()}
        return Model(self.name, self.title, self.shape, {**self.fixed, **more})


def _known(*models: Model) -> dict[str, Model]:
    return {model.name: model for model in models}


MODELS = _known(
    Model(
        "log_logistic_3", "three-parameter logistic in log dose (3PL), lower limit 0", LOG_LOGISTIC, {C: 0.0, F: 1.0}
    ),
    Model("log_logistic_4", "four-parameter logistic in log dose (4PL)", LOG_LOGISTIC, {F: 1.0}),
    Model("log_logistic_5", "five-parameter logistic in log dose (5PL)", LOG_LOGISTIC),
    Model("logistic_3", "three-parameter logistic in the dose itself, lower limit 0", LOGISTIC, {C: 0.0, F: 1.0}),
    Model("logistic_4", "four-parameter logistic in the dose itself", LOGISTIC, {F: 1.0}),
    Model("logistic_5", "five-parameter logistic in the dose itself", LOGISTIC),
    Model("weibull_1", "Weibull type 1, four parameters", WEIBULL_1, {F: 1.0}),
    Model("weibull_2", "Weibull type 2, four parameters", WEIBULL_2, {F: 1.0}),
    Model("brain_cousens_4", "Brain-Cousens hormesis, lower limit 0", BRAIN_COUSENS, {C: 0.0}),
    Model("brain_cousens_5", "Brain-Cousens hormesis", BRAIN_COUSENS),
)
SAME = {"3pl": "log_logistic_3", "4pl": "log_logistic_4", "5pl": "log_logistic_5"}


def model(name: str) -> Model:
    """The model called ``name``; 3PL, 4PL and 5PL are understood."""
    key = SAME.get(name.lower(), name)
    if key not in MODELS:
        raise Mistake(f"'{name}' is not a dose-response model; choose one of 3PL, 4PL, 5PL, {', '.join(MODELS)}")
    return MODELS[key]
