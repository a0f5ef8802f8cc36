"""Writes torch-resnet-golden.json: what PyTorch gives for ResNets as torchvision has them, for torch-resnet.test.ts.

    python3 torch-resnet-golden.py > torch-resnet-golden.json

Needs PyTorch (Debian: python3-torch). The networks are written after torchvision/models/resnet.py (BSD-3-Clause), with
its names of weights. Weights and images follow from a formula that both languages compute alike, for a file of 25
million numbers would be too large: see `numbers`.
"""
import json, sys

import numpy as np
import torch
from torch import nn


def numbers(name, shape):
    """Between -1 and 1, by the place in the array and the letters of its name; scaled so that signals keep their size."""
    n = int(np.prod(shape))
    start = sum((i + 1) * ord(letter) for i, letter in enumerate(name))
    i = np.arange(n, dtype=np.int64)
    draws = ((start + i) * (start + i + 7919) * 31 % 65521 % 2003).astype(np.float64) / 1001 - 1
    if len(shape) > 1:
        draws *= np.sqrt(6 / (n / shape[0]))
    elif name.endswith("running_var"):
        draws = 1 + draws / 2
    elif name.endswith("weight"):
        draws = 1 + draws / 4
    else:
        draws /= 4
    return torch.from_numpy(draws.astype(np.float32).reshape(shape))


class Basic(nn.Module):
    expansion = 1

    def __init__(self, inputs, planes, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False), nn.BatchNorm2d(planes)
        self.downsample = downsample

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, planes, stride, downsample):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, planes, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False), nn.BatchNorm2d(planes)
        self.conv3, self.bn3 = nn.Conv2d(planes, 4 * planes, 1, bias=False), nn.BatchNorm2d(4 * planes)
        self.downsample = downsample

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn3(self.conv3(torch.relu(self.bn2(self.conv2(y)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, block, depths, classes):
        super().__init__()
        self.inputs = 64
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        for stage, (planes, depth) in enumerate(zip([64, 128, 256, 512], depths), 1):
            setattr(self, f"layer{stage}", self.stage(block, planes, depth, 1 if stage == 1 else 2))
        self.fc = nn.Linear(512 * block.expansion, classes)

    def stage(self, block, planes, depth, stride):
        outputs = planes * block.expansion
        changes = stride > 1 or self.inputs != outputs
        downsample = nn.Sequential(nn.Conv2d(self.inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)) if changes else None
        blocks = [block(self.inputs, planes, stride, downsample), *[block(outputs, planes, 1, None) for _ in range(depth - 1)]]
        self.inputs = outputs
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.maxpool(torch.relu(self.bn1(self.conv1(x))))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(x.mean((2, 3)))


def case(depth, block, depths):
    net = ResNet(block, depths, 5).eval()
    state = {k: numbers(k, list(v.shape)) for k, v in net.state_dict().items() if not k.endswith("num_batches_tracked")}
    net.load_state_dict(state, strict=False)
    with torch.no_grad():
        image = numbers("image", [2, 3, 37, 50])
        grey = numbers("grey", [2, 1, 37, 50])
        return {
            "depth": depth,
            "shapes": {k: list(v.shape) for k, v in state.items()},
            "logits": net(image).double().flatten().tolist(),
            "grey": net(grey.repeat(1, 3, 1, 1)).double().flatten().tolist(),
        }


cases = [case(18, Basic, [2, 2, 2, 2]), case(34, Basic, [3, 4, 6, 3]), case(50, Bottleneck, [3, 4, 6, 3])]
json.dump({"torch": torch.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
