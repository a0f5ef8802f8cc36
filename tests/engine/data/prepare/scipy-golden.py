"""Writes scipy-golden.json: what SciPy, NumPy and nibabel make of small volumes, for volumes.test.ts.

    python3 scipy-golden.py > scipy-golden.json

Needs scipy, numpy and nibabel (Debian: python3-scipy, python3-nibabel). Volumes are [z, y, x]. `resize` is scikit-image's
without anti-aliasing, of mode "edge", written out with what it calls (scipy.ndimage.zoom, then a clip); the coarse
axis and the labels are nnU-Net's resampling, written out from its description.
"""
import json

import nibabel as nib
import numpy as np
from nibabel.orientations import aff2axcodes
from scipy import ndimage


def resize(image, shape, order):
    zoom = [to / of for to, of in zip(shape, image.shape)]
    out = ndimage.zoom(image, zoom, order=order, mode="nearest", grid_mode=True)
    assert out.shape == tuple(shape), (out.shape, shape)
    return np.clip(out, image.min(), image.max()) if order > 1 else out


def resize_labels(labels, shape):
    out = np.zeros(shape, labels.dtype)
    for value in np.unique(labels):
        out[resize((labels == value).astype(float), shape, 1) >= 0.5] = value
    return out


def coarse(array, shape, axis, plane):
    flat = [plane(np.take(array, i, axis), [n for a, n in enumerate(shape) if a != axis]) for i in range(array.shape[axis])]
    at = np.floor((np.arange(shape[axis]) + 0.5) * array.shape[axis] / shape[axis]).astype(int)
    return np.stack([flat[i] for i in at], axis)


def cases(rng):
    image = rng.integers(-1000, 2000, (5, 7, 6)).astype(float)
    labels = np.zeros((5, 7, 6), int)
    labels[1:4, 1:5, 2:5] = 1
    labels[2, 3:6, 1:4] = 3
    shape = (8, 5, 9)
    yield {"name": "cubic", "image": image, "labels": labels, "shape": shape, "values": resize(image, shape, 3), "moved": resize_labels(labels, shape)}
    yield {"name": "linear", "image": image, "labels": labels, "shape": (3, 11, 6), "values": resize(image, (3, 11, 6), 1), "moved": resize_labels(labels, (3, 11, 6))}
    thick = (9, 10, 4)
    yield {
        "name": "coarse",
        "image": image,
        "labels": labels,
        "shape": thick,
        "values": coarse(image, thick, 0, lambda plane, to: resize(plane, to, 3)),
        "moved": coarse(labels, thick, 0, resize_labels),
    }


def turns(rng):
    # Columns of the affine belong to x, y and z: an oblique one, and two whose axes change places.
    angle = np.deg2rad(20)
    oblique = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    swapped = np.array([[0, 0, -1.0], [1, 0, 0], [0, -1, 0]])
    for name, rotation in (("oblique", oblique), ("swapped", swapped), ("left", np.diag([-1.0, -1, 1]))):
        affine = np.eye(4)
        affine[:3, :3] = rotation @ np.diag([1.0, 2.0, 3.0])
        affine[:3, 3] = [5, -7, 11]
        xyz = rng.integers(0, 100, (2, 3, 4)).astype(np.int16)
        turned = nib.as_closest_canonical(nib.Nifti1Image(xyz, affine))
        yield {
            "name": name,
            "affine": affine[:3].ravel(),
            "image": xyz.transpose(2, 1, 0),
            "turned": np.asarray(turned.dataobj).transpose(2, 1, 0),
            "turnedAffine": turned.affine[:3].ravel(),
            "letters": "".join(aff2axcodes(affine)),
        }


def plain(value):
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, np.ndarray):
        return {"shape": list(value.shape), "data": np.round(value, 6).ravel().tolist()}
    return value.item() if isinstance(value, np.generic) else value


rng = np.random.default_rng(7)
values = rng.normal(40, 300, 501).astype(np.float32)
shares = [0, 0.5, 12.3, 50, 99.5, 100]
print(
    json.dumps(
        plain(
            {
                "resampled": list(cases(rng)),
                "turned": list(turns(rng)),
                "percentiles": {"values": values, "shares": shares, "expected": np.percentile(values.astype(float), shares)},
                "intensities": {"mean": values.mean(dtype=float), "deviation": values.std(dtype=float), "median": np.median(values)},
            }
        )
    )
)
