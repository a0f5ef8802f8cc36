"""Trains a model of `parity.ts` in PyTorch from weights and batches in files, and prints the losses as JSON.

    python3 pytorch-parity.py cnn28|unet FOLDER STEPS LEARNING_RATE

FOLDER holds weights/<layer>/<part>.f32 as TensorFlow lays them out (filters [height, width, in, out], dense
[in, out], pixels before channels), and image-<step>.f32 (channel last) and label-<step>.i32.
"""
import json, os, sys

import numpy as np
import torch
import torch.nn as nn

BATCH = 4


class Weights:
    def __init__(self, folder):
        self.folder = os.path.join(folder, "weights")

    def raw(self, name):
        return torch.from_numpy(np.fromfile(os.path.join(self.folder, name + ".f32"), np.float32))

    def convolution(self, module, name):
        o, i, h, w = module.weight.shape
        module.weight.data = self.raw(name + "/kernel").reshape(h, w, i, o).permute(3, 2, 0, 1).contiguous()
        module.bias.data = self.raw(name + "/bias")

    def transposed(self, module, name):
        i, o, h, w = module.weight.shape
        module.weight.data = self.raw(name + "/kernel").reshape(h, w, o, i).permute(3, 2, 0, 1).contiguous()
        module.bias.data = self.raw(name + "/bias")

    def dense(self, module, name, pixels=None):
        o, i = module.weight.shape
        kernel = self.raw(name + "/kernel").reshape(i, o)
        if pixels:  # rows come as [height, width, channel], PyTorch flattens [channel, height, width]
            h, w = pixels
            kernel = kernel.reshape(h, w, -1, o).permute(2, 0, 1, 3).reshape(i, o)
        module.weight.data = kernel.t().contiguous()
        module.bias.data = self.raw(name + "/bias")

    def normalisation(self, module, name):
        module.weight.data = self.raw(name + "/gamma")
        module.bias.data = self.raw(name + "/beta")


def cnn28(weights):
    model = nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                          nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))
    weights.convolution(model[0], "conv1")
    weights.convolution(model[2], "conv2")
    weights.dense(model[6], "dense", (12, 12))
    weights.dense(model[8], "classes")
    return model


class UNet(nn.Module):
    def __init__(self, weights, cin=2, classes=3, features=(5, 10, 20)):
        super().__init__()
        self.weights = weights
        self.pool = nn.MaxPool2d(2)
        self.down, c = nn.ModuleList(), cin
        for level, f in enumerate(features):
            self.down.append(self.block(c, f, f"down{level + 1}"))
            c = f
        self.up, self.merge = nn.ModuleList(), nn.ModuleList()
        for level in range(len(features) - 2, -1, -1):
            f = features[level]
            up = nn.ConvTranspose2d(c, f, 2, 2)
            weights.transposed(up, f"up{level + 1}")
            self.up.append(up)
            self.merge.append(self.block(2 * f, f, f"merge{level + 1}"))
            c = f
        self.head = nn.Conv2d(c, classes, 1)
        weights.convolution(self.head, "classes")

    def block(self, i, o, name):
        layers = []
        for n in (1, 2):
            conv, norm = nn.Conv2d(i if n == 1 else o, o, 3, padding=1), nn.BatchNorm2d(o)
            self.weights.convolution(conv, f"{name}_conv{n}")
            self.weights.normalisation(norm, f"{name}_norm{n}")
            layers += [conv, norm, nn.ReLU()]
        return nn.Sequential(*layers)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else self.pool(x))
            skips.append(x)
        for up, merge, skip in zip(self.up, self.merge, skips[-2::-1]):
            x = merge(torch.cat([up(x), skip], 1))
        return self.head(x)


def main():
    name, folder, steps, rate = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    weights = Weights(folder)
    model, height, width = (cnn28(weights), 28, 28) if name == "cnn28" else (UNet(weights), 16, 24)
    optimizer, criterion = torch.optim.Adam(model.parameters(), rate), nn.CrossEntropyLoss()
    losses = []
    for step in range(steps):
        image = np.fromfile(os.path.join(folder, f"image-{step}.f32"), np.float32).reshape(BATCH, height, width, -1)
        label = np.fromfile(os.path.join(folder, f"label-{step}.i32"), np.int32)
        x = torch.from_numpy(image).permute(0, 3, 1, 2).contiguous()
        y = torch.from_numpy(label).long()
        y = y if name == "cnn28" else y.reshape(BATCH, height, width)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(json.dumps(losses))


if __name__ == "__main__":
    main()
