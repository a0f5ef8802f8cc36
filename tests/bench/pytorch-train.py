#!/usr/bin/env python3
"""Training throughput of PyTorch on the benchmark models: the other side of `npm run bench -- compare`.

Needs Python 3 with torch (Debian: apt-get install python3-torch libopenblas0-pthread; or pip install torch).
Prints one JSON line: {"torch","model","threads","batch","msPerStep","imagesPerSecond","firstLoss","lastLoss",
"peakBytes","waitPolicy"}. Every step is forward + loss + backward + Adam on fixed random data, loss read back
each step; the median of the timed steps after three that warm up. Inputs are NCHW float32.

    OMP_WAIT_POLICY=passive python3 pytorch-train.py cnn28 --threads 2 --steps 20
"""
import argparse, json, os, statistics, time

import torch
import torch.nn as nn


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.down = None
        if stride != 1 or cin != cout:
            self.down = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        skip = x if self.down is None else self.down(x)
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + skip)


def resnet18(cin, classes):
    """Standard ResNet-18: 7x7/2 stem, 3x3/2 max pool, stages 64-128-256-512 of two blocks, GAP, dense."""
    layers = [nn.Conv2d(cin, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    c = 64
    for i, f in enumerate((64, 128, 256, 512)):
        layers += [BasicBlock(c, f, 1 if i == 0 else 2), BasicBlock(f, f, 1)]
        c = f
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))


class UNet(nn.Module):
    """Two (conv 3 + norm + ReLU) per level, max pool 2, transposed conv 2 up, concatenate, 1x1 conv."""

    def __init__(self, dims, cin, classes, features, norm):
        super().__init__()
        conv = (nn.Conv2d, nn.Conv3d)[dims - 2]
        up = (nn.ConvTranspose2d, nn.ConvTranspose3d)[dims - 2]
        self.pool = (nn.MaxPool2d, nn.MaxPool3d)[dims - 2](2)
        bn = {None: lambda f: nn.Identity(), "batch": (nn.BatchNorm2d, nn.BatchNorm3d)[dims - 2],
              "instance": lambda f: (nn.InstanceNorm2d, nn.InstanceNorm3d)[dims - 2](f, affine=True)}[norm]

        def block(i, o):
            return nn.Sequential(conv(i, o, 3, padding=1), bn(o), nn.ReLU(), conv(o, o, 3, padding=1), bn(o), nn.ReLU())

        self.down = nn.ModuleList()
        c = cin
        for f in features[:-1]:
            self.down.append(block(c, f))
            c = f
        self.bottom = block(c, features[-1])
        c = features[-1]
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for f in features[-2::-1]:
            self.up.append(up(c, f, 2, 2))
            self.merge.append(block(2 * f, f))
            c = f
        self.head = conv(c, classes, 1)

    def forward(self, x):
        skips = []
        for d in self.down:
            x = d(x)
            skips.append(x)
            x = self.pool(x)
        x = self.bottom(x)
        for u, m, s in zip(self.up, self.merge, reversed(skips)):
            x = m(torch.cat([u(x), s], 1))
        return self.head(x)


def cnn28():
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))


# name: (model, input shape without batch, classes, dense target?, batch)
MODELS = {
    "cnn28": (cnn28, (1, 28, 28), 10, False, 64),
    "resnet18_64": (lambda: resnet18(1, 6), (1, 64, 64), 6, False, 32),
    "unet2d_128": (lambda: UNet(2, 1, 2, (16, 32, 64, 128, 256), None), (1, 128, 128), 2, True, 4),
    "unet2d_256bn": (lambda: UNet(2, 3, 2, (16, 32, 64, 128, 256), "batch"), (3, 256, 256), 2, True, 4),
    "unet3d_40": (lambda: UNet(3, 1, 3, (16, 32, 64, 128), "instance"), (1, 40, 56, 40), 3, True, 2),
}
WARM_UP = 3


def peak_bytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("model", choices=sorted(MODELS))
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--steps", type=int, default=20)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    make, shape, classes, dense, batch = MODELS[a.model]
    model = make()
    x = torch.randn(batch, *shape)
    y = torch.randint(0, classes, (batch, *shape[1:]) if dense else (batch,))
    opt, crit = torch.optim.Adam(model.parameters(), 1e-3), nn.CrossEntropyLoss()
    times, losses = [], []
    for i in range(a.steps + WARM_UP):
        t = time.perf_counter()
        opt.zero_grad()
        loss = crit(model(x), y)
        loss.backward()
        opt.step()
        losses.append(loss.item())
        if i >= WARM_UP:
            times.append(time.perf_counter() - t)
    ms = statistics.median(times) * 1e3
    print(json.dumps({"torch": torch.__version__, "model": a.model, "threads": a.threads, "batch": batch,
                      "msPerStep": round(ms, 2), "imagesPerSecond": round(batch / ms * 1e3, 2),
                      "firstLoss": losses[0], "lastLoss": losses[-1], "peakBytes": peak_bytes(),
                      "waitPolicy": os.environ.get("OMP_WAIT_POLICY", "")}), flush=True)


if __name__ == "__main__":
    main()
