"""Writes numbers-golden.json: what scikit-learn gives for random predicted numbers, for number-metrics.test.ts.

    python3 numbers-golden.py > numbers-golden.json

Needs scikit-learn (Debian: python3-sklearn). Numbers are float32, as batches hold them, and computed with in float64.
"""
import json, sys

import numpy as np
import sklearn
from sklearn import metrics as m


def case(truth, predicted):
    truth, predicted = truth.astype(np.float64), predicted.astype(np.float64)
    values = {}
    for name, score in [("mae", m.mean_absolute_error), ("mse", m.mean_squared_error), ("r2", m.r2_score)]:
        values[name + "/mean"] = float(score(truth, predicted))
        values[name + "/per-target"] = [float(v) for v in score(truth, predicted, multioutput="raw_values")]
    return {"targets": truth.shape[1], "truth": truth.ravel().tolist(), "predicted": predicted.ravel().tolist(), "values": values}


rng = np.random.default_rng(20_190_725)
draw = lambda n, k, scale, skill: (lambda t: (t, (skill * t + (1 - skill) * rng.normal(0, scale, (n, k))).astype(np.float32)))(rng.normal(50, scale, (n, k)).astype(np.float32))
constant = np.full((6, 1), 3, np.float32)
cases = [case(*draw(40, 1, 20, 0.9)), case(*draw(9, 3, 1e-3, 0.5)), case(*draw(25, 2, 1e4, 0.0)), case(constant, constant), case(constant, constant + 1)]
json.dump({"scikit-learn": sklearn.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
