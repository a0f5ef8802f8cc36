"""Writes sklearn-golden.json: what scikit-learn gives for random predictions, for metrics.test.ts.

    python3 sklearn-golden.py > sklearn-golden.json

Needs scikit-learn (Debian: python3-sklearn). Probabilities are whole 1024ths, which float32 holds exactly and
which tie often. Where scikit-learn has no value (a class without samples), the mean over the classes that have
one is taken, which is the definition of the app. Specificity is the recall of the complement, calibration error
has no scikit-learn function: both are written out here.
"""
import json, sys, warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")
BINS = 15
AT = 0.8
BETA = 2.0


def draw(rng, classes, n, skill, missing=()):
    truth = rng.integers(0, classes, n)
    truth = np.where(np.isin(truth, missing), (truth + 1) % classes, truth)
    weights = rng.gamma(0.7, size=(n, classes)) + 1e-3
    weights[np.arange(n), truth] += skill * rng.random(n)
    parts = np.floor(weights / weights.sum(1, keepdims=True) * 1024).astype(int)
    parts[:, -1] += 1024 - parts.sum(1)
    return truth, parts / 1024


def mean(values, weights=None):
    known = [i for i, v in enumerate(values) if v is not None]
    if not known:
        return None
    w = [1.0 if weights is None else weights[i] for i in known]
    return None if sum(w) == 0 else float(np.average([values[i] for i in known], weights=w))


def averaged(name, each, micro, support):
    return {name + "/macro": mean(each), name + "/weighted": mean(each, support), name + "/micro": micro, name + "/per-class": each}


def specificities(truth, predicted, classes):
    each = []
    for c in range(classes):
        rest, said = truth != c, predicted != c
        each.append(float(m.recall_score(rest, said, zero_division=0)) if rest.any() or said.any() else None)
    hot, guess = np.eye(classes)[truth] == 0, np.eye(classes)[predicted] == 0
    return each, float(m.recall_score(hot.ravel(), guess.ravel()))


def sensitivity(truth, score):
    wrong, found, _ = m.roc_curve(truth, score, drop_intermediate=False)
    negatives = (~truth).sum()
    return float(found[(negatives - np.round(wrong * negatives)) / negatives >= AT].max())


def calibration(truth, predicted, p):
    confidence, right = p.max(1), predicted == truth
    total = 0.0
    for i in range(BINS):
        inside = (confidence > i / BINS) & (confidence <= (i + 1) / BINS)
        if inside.any():
            total += inside.sum() * abs(right[inside].mean() - confidence[inside].mean())
    return float(total / len(truth))


def case(truth, p, classes):
    predicted = p.argmax(1)
    hot = np.eye(classes, dtype=bool)[truth]
    support = hot.sum(0).tolist()
    either = sorted(set(truth) | set(predicted))
    values = {
        "accuracy": m.accuracy_score(truth, predicted),
        "balanced-accuracy": m.balanced_accuracy_score(truth, predicted),
        "hamming": m.hamming_loss(truth, predicted),
        "zero-one": m.zero_one_loss(truth, predicted),
        "matthews": m.matthews_corrcoef(truth, predicted),
        "log-loss": m.log_loss(truth, p.astype(np.float32), labels=list(range(classes))),
        "calibration-error": calibration(truth, predicted, p),
    }
    values = {name: float(value) for name, value in values.items()}
    for name, score, more in [
        ("precision", m.precision_score, {}),
        ("recall", m.recall_score, {}),
        ("f1", m.f1_score, {}),
        ("f-beta", m.fbeta_score, {"beta": BETA}),
        ("jaccard", m.jaccard_score, {}),
    ]:
        one = lambda average, labels=None: score(truth, predicted, average=average, labels=labels, zero_division=0, **more)
        each = [float(v) for v in one(None, list(range(classes)))]
        values[name + "/per-class"] = [v if c in either else None for c, v in enumerate(each)]
        for average in ["macro", "weighted", "micro"]:
            values[name + "/" + average] = float(one(average))
    each, micro = specificities(truth, predicted, classes)
    values.update(averaged("specificity", each, micro, support))

    whole = [hot[:, c].any() and not hot[:, c].all() for c in range(classes)]
    for name, score, needs in [
        ("auroc", m.roc_auc_score, whole),
        ("average-precision", m.average_precision_score, [hot[:, c].any() for c in range(classes)]),
        ("sensitivity-at-specificity", sensitivity, whole),
    ]:
        each = [float(score(hot[:, c], p[:, c])) if needs[c] else None for c in range(classes)]
        if classes == 2:
            values.update({name + "/per-class": each, name + "/macro": each[1], name + "/weighted": each[1], name + "/micro": each[1]})
            continue
        values.update(averaged(name, each, float(score(hot.ravel(), p.ravel())), support))
        if all(needs) and name != "sensitivity-at-specificity":
            for average in ["macro", "weighted", "micro"]:
                own = m.roc_auc_score(truth, p, multi_class="ovr", average=average) if name == "auroc" else score(hot, p, average=average)
                assert abs(own - values[name + "/" + average]) < 1e-12, (name, average)
    return {"classes": classes, "truth": truth.tolist(), "parts": (p * 1024).astype(int).ravel().tolist(), "values": values}


rng = np.random.default_rng(20_190_131)
cases = [case(*draw(rng, c, n, skill, missing), c) for c, n, skill, missing in [
    (2, 60, 1.0, ()), (2, 41, 0.0, ()), (2, 9, 3.0, (1,)), (3, 50, 1.5, ()), (3, 33, 0.3, ()),
    (4, 24, 1.0, (2,)), (5, 120, 2.0, ()), (5, 12, 0.5, (0, 3)), (7, 90, 4.0, ()), (7, 10, 6.0, (1, 4)),
]]
json.dump({"scikit-learn": sklearn.__version__, "bins": BINS, "at": AT, "beta": BETA, "cases": cases}, sys.stdout, separators=(",", ":"))
