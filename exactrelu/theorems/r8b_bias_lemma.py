"""R8b: the bias lemma of injectivity as it is usually recalled; it is only sufficient."""
from __future__ import annotations

from .conditions import LAYER
from .instance import Weights
from .r8_injectivity import injective, measure
from .theorem import Hypothesis, Theorem

NO_BIAS = Hypothesis("zero bias", "the layer must have no bias", lambda i: not any(i.weights.b))


def predict(weights: Weights) -> dict:
    """Injectivity of the rows with b_i >= 0, without their biases."""
    kept = [row for row, b in zip(weights.A, weights.b) if b >= 0]
    return {"injective": injective(kept, (0,) * len(kept))}


THEOREM = Theorem(
    "R8b", "bias_lemma",
    "x -> max(Wx + b, 0) is injective exactly if x -> max(W'x, 0) is, W' the rows of W with b_i >= 0. True without bias (and "
    "then empty); with bias only 'if' is true: W = (-1, 1)^T, b = (-1, 1) is injective, W'x = x^+ is not.",
    r"\mathrm{ReLU}(W|_{b \geq 0}\, x) \text{ injective} \Rightarrow \mathrm{ReLU}(W x + b) \text{ injective}",
    "recalled from Puthawala et al., arXiv:2006.08464, where the text should be read again; proofs/r8b_bias_lemma.md",
    LAYER, (NO_BIAS,), predict, measure, label=lambda seen: "injective" if seen["injective"] else "not injective", free=True)
