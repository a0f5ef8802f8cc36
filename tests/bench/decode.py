"""Prints which of nibabel, pydicom and Pillow reads the files named on standard input, and how many it decodes in a second."""
import sys, time
import numpy as np


def reader(path):
    if path.endswith(('.nii', '.nii.gz')):
        import nibabel
        return 'nibabel', lambda path: np.asarray(nibabel.load(path).dataobj)
    if path.endswith('.dcm'):
        import pydicom
        return 'pydicom', lambda path: pydicom.dcmread(path).pixel_array
    from PIL import Image
    return 'Pillow', lambda path: pages(Image.open(path))


def pages(image):
    frames = []
    for page in range(getattr(image, 'n_frames', 1)):
        image.seek(page)
        frames.append(np.asarray(image))
    return frames


seconds = float(sys.argv[1])
paths = [line for line in sys.stdin.read().split('\n') if line]
library, read = reader(paths[0])
for path in paths[:50]:
    read(path)
start, count = time.perf_counter(), 0
while True:
    for path in paths:
        read(path)
        count += 1
        if time.perf_counter() - start >= seconds:
            print(library, count / (time.perf_counter() - start))
            sys.exit()
