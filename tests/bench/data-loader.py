"""How many samples PyTorch's DataLoader gives in a second: reads a job as JSON from standard input, prints JSON.

The job names the files, so that both sides read the same ones:
{"kind": "pictures" | "volumes", "samples": [[image, label or mask]], "size": [z, y, x], "batchSize", "workers", "seconds"}
"""
import json, sys, time
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Pictures(Dataset):
    """What torchvision's ImageFolder with ToTensor does."""

    def __init__(self, samples):
        self.samples = samples

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        from PIL import Image
        path, label = self.samples[index]
        pixels = np.asarray(Image.open(path))
        return torch.from_numpy(pixels.astype(np.float32) / 255)[None], label


class Volumes(Dataset):
    """An image and its mask by nibabel, each brought to one size, kept in the middle."""

    def __init__(self, samples, size):
        self.samples, self.size = samples, size

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        import nibabel
        image, mask = (np.asarray(nibabel.load(path).dataobj) for path in self.samples[index])
        return torch.from_numpy(self.fit(image, np.float32))[None], torch.from_numpy(self.fit(mask, np.int32))[None]

    def fit(self, volume, dtype):
        # nibabel has x, y, z: the same size turned round.
        size = self.size[::-1]
        out = np.zeros(size, dtype)
        into, of = [], []
        for have, want in zip(volume.shape, size):
            before = abs(want - have) // 2
            length = min(have, want)
            into.append(slice(before, before + length) if want >= have else slice(0, length))
            of.append(slice(0, length) if want >= have else slice(before, before + length))
        out[tuple(into)] = volume[tuple(of)]
        return out


def epoch(loader):
    return sum(len(batch[0]) for batch in loader)


job = json.load(sys.stdin)
dataset = Pictures(job['samples']) if job['kind'] == 'pictures' else Volumes(job['samples'], job['size'])
loader = DataLoader(dataset, batch_size=job['batchSize'], shuffle=True, num_workers=job['workers'], persistent_workers=True)
epoch(loader)
start, count = time.perf_counter(), 0
while time.perf_counter() - start < job['seconds']:
    count += epoch(loader)
print(json.dumps({'torch': torch.__version__, 'samplesPerSecond': count / (time.perf_counter() - start)}))
