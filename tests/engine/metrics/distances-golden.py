"""Writes distances-golden.json: what MedPy's definitions give for random masks, for surface-distances.test.ts.

    python3 distances-golden.py > distances-golden.json

Needs SciPy (Debian: python3-scipy), whose exact distance transform is the reference. MedPy itself is not packaged:
its hd95 and assd (medpy/metric/binary.py, connectivity 1) are written out here.
"""
import json, sys

import numpy as np
import scipy
from scipy.ndimage import binary_erosion, distance_transform_edt, gaussian_filter, generate_binary_structure


def surface_distances(result, reference, spacing):
    footprint = generate_binary_structure(result.ndim, 1)
    border = lambda mask: mask ^ binary_erosion(mask, structure=footprint, iterations=1)
    return distance_transform_edt(~border(reference), sampling=spacing)[border(result)]


def case(rng, shape, spacing, classes):
    blobs = lambda: gaussian_filter(rng.standard_normal((classes, *shape)), (0, *[1.2] * len(shape))).argmax(0)
    truth = blobs()
    predicted = np.where(rng.random(shape) < 0.7, truth, blobs())
    values = []
    for label in range(1, classes):
        there = surface_distances(predicted == label, truth == label, spacing)
        back = surface_distances(truth == label, predicted == label, spacing)
        values.append([float(np.percentile(np.hstack((there, back)), 95)), float(np.mean((there.mean(), back.mean())))])
    return {"shape": shape, "spacing": spacing, "classes": classes, "truth": truth.ravel().tolist(), "predicted": predicted.ravel().tolist(), "values": values}


def transform(rng, shape, spacing, share):
    marked = rng.random(shape) < share
    marked.ravel()[rng.integers(marked.size)] = True
    return {"shape": shape, "spacing": spacing, "marked": marked.astype(int).ravel().tolist(), "distances": distance_transform_edt(~marked, sampling=spacing).ravel().round(9).tolist()}


rng = np.random.default_rng(20_201_103)
cases = [case(rng, shape, spacing, classes) for shape, spacing, classes in [
    ([9, 11], [1, 1], 2), ([16, 12], [0.4, 2.5], 3), ([7, 8, 9], [1, 1, 1], 3), ([5, 10, 8], [3, 0.7, 0.7], 2), ([6, 6, 7], [1.5, 0.9, 2], 4),
]]
transforms = [transform(rng, *each) for each in [([13], [1], 0.2), ([8, 9], [1, 1], 0.05), ([7, 10], [2.5, 0.3], 0.1), ([4, 6, 5], [3, 1, 0.7], 0.04)]]
json.dump({"scipy": scipy.__version__, "cases": cases, "transforms": transforms}, sys.stdout, separators=(",", ":"))
