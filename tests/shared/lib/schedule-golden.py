"""Writes schedule-golden.json: PyTorch's learning rates at every step, for schedule.test.ts.

    python3 schedule-golden.py > schedule-golden.json

A run of 12 epochs with 5 steps each from a learning rate of 1; schedulers that count epochs are stepped after every
fifth step, the others after every step.
"""
import json, sys, warnings

import torch
from torch.optim import lr_scheduler as s

warnings.filterwarnings("ignore")
EPOCHS, PER_EPOCH = 12, 5
STEPS = EPOCHS * PER_EPOCH


def curve(make, per_epoch, steps=STEPS):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if not per_epoch or (step + 1) % PER_EPOCH == 0:
            scheduler.step()
    return rates


def warmed(make, warm=7):
    return lambda o: s.SequentialLR(o, [s.LinearLR(o, start_factor=0.1, total_iters=warm), make(o)], milestones=[warm])


VALUES = [5, 4, 3.9996, 4.1, 3.9, 3.9, 3.95, 3.7, 3.71, 3.72, 3.73, 3.74, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6, 3.6]


def plateau(values, **options):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = s.ReduceLROnPlateau(optimizer, eps=0, **options)
    rates = []
    for value in values:
        scheduler.step(value)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


json.dump({
    "curves": {
        "step": curve(lambda o: s.StepLR(o, 3, 0.5), True),
        "multi-step": curve(lambda o: s.MultiStepLR(o, [2, 7, 9], 0.3), True),
        "exponential": curve(lambda o: s.ExponentialLR(o, 0.9), True),
        "cosine": curve(lambda o: s.CosineAnnealingLR(o, STEPS, 0.05), False),
        "poly": curve(lambda o: s.PolynomialLR(o, STEPS, 0.9), False),
        "one-cycle": curve(lambda o: s.OneCycleLR(o, 1.0, total_steps=STEPS, pct_start=0.25, div_factor=20, final_div_factor=1000, cycle_momentum=False), False, STEPS - 1),
        "warm-up, then cosine": curve(warmed(lambda o: s.CosineAnnealingLR(o, STEPS - 7, 0.0)), False),
        "warm-up alone": curve(warmed(lambda o: s.LambdaLR(o, lambda _: 1.0)), False),
    },
    "values": VALUES,
    "plateaus": {
        "min": plateau(VALUES, mode="min", patience=2),
        "min with pause and end": plateau(VALUES, mode="min", patience=1, cooldown=2, factor=0.5, min_lr=0.2),
        "max, by difference": plateau([-v for v in VALUES], mode="max", patience=1, threshold=0.05, threshold_mode="abs", factor=0.5),
        "max, by share": plateau([10 - v for v in VALUES], mode="max", patience=2, threshold=0.01, factor=0.3),
    },
}, sys.stdout)
