"""Makes tb/reference/onnx/: networks that PyTorch 1.13 exported, and their parameters after 1 and 20 steps of its training.

Run with Debian 12's python3-torch and python3-onnx: /usr/bin/python3 scripts/torch-networks.py tb/reference/onnx [NAME ...]
NAME.onnx is the export; NAME.npz holds x, y, the losses of 20 steps and parameters by ONNX name, "1/" and "20/" in front.
networks.json says how each was trained, as options of `redmule train`.
"""

import fnmatch
import json
import math
import os
import sys
import warnings

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
TRAINING = torch.onnx.TrainingMode.TRAINING
EVAL = torch.onnx.TrainingMode.EVAL


class Call(nn.Module):
    """Modules by name, and a function of them and x."""

    def __init__(self, function, **modules):
        super().__init__()
        self.function = function
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, x):
        return self.function(self, x)


def mlp():
    return nn.Sequential(nn.Linear(13, 21), nn.ReLU(), nn.Linear(21, 9), nn.Tanh(), nn.Linear(9, 5))


def sequence_mlp():
    layers = nn.Linear(7, 11, bias=False), nn.GELU(), nn.Linear(11, 5), nn.Sigmoid(), nn.Linear(5, 3, bias=False)
    return nn.Sequential(*layers)


def odd_cnn():
    def forward(m, x):
        x = F.max_pool2d(F.relu(m.b1(m.c1(x))), 3, 2, 1)
        x = F.leaky_relu(m.b2(m.c2(F.pad(x, (1, 2, 0, 3)))), 0.1)
        x = m.c3(x)
        return m.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1) * x, 1))

    return Call(
        forward,
        c1=nn.Conv2d(3, 7, 3, 2, 1, bias=False),
        b1=nn.BatchNorm2d(7),
        c2=nn.Conv2d(7, 9, (5, 3), (1, 2), bias=False),
        b2=nn.BatchNorm2d(9, momentum=0.3),
        c3=nn.Conv2d(9, 5, 2, 3, 2),
        fc=nn.Linear(30, 6),
    )


def grouped_cnn():
    def forward(m, x):
        x = F.relu6(m.c3(F.relu(m.c2(F.leaky_relu(m.c1(x))))))
        return m.fc(x.mean((2, 3)))

    return Call(
        forward,
        c1=nn.Conv2d(4, 8, 3, 1, 2, dilation=2, groups=2),
        c2=nn.Conv2d(8, 12, 3, 2, 1, groups=4, bias=False),
        c3=nn.Conv2d(12, 6, 1),
        fc=nn.Linear(6, 4),
    )


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(i, o, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(o)
        short = nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)
        self.short = nn.Sequential(*short) if stride > 1 else nn.Identity()

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.short(x))


def residual():
    stem = nn.Conv2d(3, 6, 3, 1, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU()
    return nn.Sequential(*stem, Block(6, 6, 1), Block(6, 8, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))


def separable(i, o, stride):
    depth = nn.Conv2d(i, i, 3, stride, 1, groups=i, bias=False), nn.BatchNorm2d(i), nn.ReLU6()
    return nn.Sequential(*depth, nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU6())


def depthwise():
    stem = nn.Conv2d(1, 6, (10, 4), 2, (5, 1), bias=False), nn.BatchNorm2d(6), nn.ReLU6()
    head = nn.AvgPool2d((3, 2)), nn.Flatten(), nn.Linear(18, 4)
    return nn.Sequential(*stem, separable(6, 6, 1), separable(6, 9, 2), *head)


class Attention(nn.Module):
    def __init__(self, bias):
        super().__init__()
        d = 8
        self.heads = 2
        self.position = nn.Parameter(torch.randn(1, 5, d) * 0.1)
        self.qkv, self.o = nn.Linear(d, 3 * d, bias=bias), nn.Linear(d, d)
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.f1, self.f2 = nn.Linear(d, 2 * d), nn.Linear(2 * d, d)
        self.out = nn.Linear(d, 5)

    def forward(self, x):
        x = x + self.position
        batch, length, d = x.shape
        q, k, v = self.qkv(self.n1(x)).chunk(3, -1)
        head = lambda t: t.view(batch, length, self.heads, d // self.heads).transpose(1, 2)
        a = (head(q) @ head(k).transpose(-2, -1)) / math.sqrt(d // self.heads)
        x = x + self.o((a.softmax(-1) @ head(v)).transpose(1, 2).reshape(batch, length, d))
        x = x + self.f2(F.gelu(self.f1(self.n2(x))))
        return self.out(x.mean(1))


def recurrent(kind, is_last=True, **options):
    width = 12 if options.get("bidirectional") else 6
    forward = lambda m, x: m.l(m.r(x)[0][:, -1] if is_last else m.r(x)[0])
    return Call(forward, r=kind(4, 6, batch_first=True, **options), l=nn.Linear(width, 3))


def last_state():
    return Call(lambda m, x: m.l(m.r(x.transpose(0, 1))[1][-1]), r=nn.GRU(4, 6), l=nn.Linear(6, 3))


def transposed():
    return nn.Sequential(
        nn.Conv2d(2, 6, 3, 2, 1),
        nn.ReLU(),
        nn.ConvTranspose2d(6, 4, 3, 2, 1, output_padding=1, groups=2),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 2, (2, 3), 1, (0, 1), bias=False),
    )


def norms():
    def forward(m, x):
        x = F.avg_pool2d(F.relu(m.n(m.c(x))), 3, 2, 1)
        x = F.avg_pool2d(m.plain(x), 3, 1, 1, count_include_pad=False)
        return m.l(F.avg_pool2d(torch.tanh(m.g(x)), 2).flatten(1))

    return Call(
        forward,
        c=nn.Conv2d(3, 6, 3, 1, 1),
        n=nn.InstanceNorm2d(6, affine=True),
        plain=nn.InstanceNorm2d(6),
        g=nn.GroupNorm(2, 6),
        l=nn.Linear(54, 4),
    )


def autoencoder():
    encoder = nn.Linear(20, 12, bias=False), nn.BatchNorm1d(12), nn.ReLU(), nn.Linear(12, 4, bias=False)
    return nn.Sequential(*encoder, nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 20), nn.Sigmoid())


def arithmetic():
    def forward(m, x):
        a, b = m.a(x), m.b(x)
        y = a * torch.sigmoid(b) - (a.pow(2) + 1).sqrt() / (1.5 + b * b) * m.s
        y = torch.erf(y) + torch.pow(torch.sigmoid(y), 3) - 0.25 * y.clamp(-0.5, 0.75) + F.softmax(y, 1)
        return m.c(y)

    return Call(forward, a=nn.Linear(10, 10), b=nn.Linear(10, 10), s=nn.Parameter(torch.ones(10)), c=nn.Linear(10, 4))


def activations():
    forward = lambda m, x: m.c(F.hardswish(m.b(F.elu(F.softplus(m.a(x))))) + F.hardsigmoid(x) + F.elu(x, 0.5))
    return Call(forward, a=nn.Linear(10, 10), b=nn.Linear(10, 10), c=nn.Linear(10, 4))


def dense():
    def forward(m, x):
        y = torch.cat([x, F.relu(m.c1(x))], 1)
        y = torch.cat([y, F.relu(m.c2(y))], 1)
        a, b = torch.split(m.c3(y), [4, 4], 1)
        z = (a * torch.sigmoid(b))[:, :, 1:7, 1:6:2]
        return m.l(z.reshape(z.shape[0], -1))

    convolutions = dict(c1=nn.Conv2d(3, 5, 3, padding=1), c2=nn.Conv2d(8, 5, 3, padding=1), c3=nn.Conv2d(13, 8, 1))
    return Call(forward, **convolutions, l=nn.Linear(72, 6))


def shared():
    def forward(m, x):
        x = m.g1(torch.tanh(m.m(torch.tanh(m.i(x)))))
        return m.o(m.g2(torch.tanh(m.m(x))))

    layers = dict(i=nn.Linear(8, 12), m=nn.Linear(12, 12), o=nn.Linear(12, 4))
    return Call(forward, **layers, g1=nn.LayerNorm(12), g2=nn.LayerNorm(12))


def upsampled():
    forward = lambda m, x: torch.sigmoid(m.d(F.interpolate(F.relu(m.e(x)), scale_factor=2, mode=m.mode)))
    return forward, dict(e=nn.Conv2d(2, 4, 3, 2, 1), d=nn.Conv2d(4, 2, 3, 1, 1))


def upsampled_by(mode):
    forward, modules = upsampled()
    model = Call(forward, **modules)
    model.mode = mode
    return model


def squeezed():
    def forward(m, x):
        x = F.hardswish(m.b(m.c(x)))
        x = x * torch.sigmoid(m.a2(F.relu(m.a1(F.adaptive_avg_pool2d(x, 1)))))
        return m.l((m.b2(m.p(x)) + x).mean([2, 3]))

    return Call(
        forward,
        c=nn.Conv2d(3, 8, 3, 2, 1, bias=False),
        b=nn.BatchNorm2d(8),
        a1=nn.Conv2d(8, 3, 1),
        a2=nn.Conv2d(3, 8, 1),
        p=nn.Conv2d(8, 8, 3, 1, 1, groups=8, bias=False),
        b2=nn.BatchNorm2d(8),
        l=nn.Linear(8, 5),
    )


def multi_head():
    forward = lambda m, x: m.l(m.n(x + m.a(x, x, x, need_weights=False)[0])[:, 0])
    return Call(forward, a=nn.MultiheadAttention(12, 3, batch_first=True), n=nn.LayerNorm(12), l=nn.Linear(12, 4))


def encoder():
    layer = nn.TransformerEncoderLayer(12, 3, 20, dropout=0.0, batch_first=True)
    return Call(lambda m, x: m.l(m.e(x).mean(1)), e=layer, l=nn.Linear(12, 4))


def lines():
    def forward(m, x):
        x = F.max_pool1d(F.relu(m.b(m.c1(x))), 2)
        return m.l(F.relu(m.c2(x)).mean(2))

    first = dict(c1=nn.Conv1d(3, 6, 5, 2, 2, bias=False), b=nn.BatchNorm1d(6))
    return Call(forward, **first, c2=nn.Conv1d(6, 4, 3, groups=2), l=nn.Linear(4, 3))


def padded():
    def forward(m, x):
        x = torch.relu(m.c(F.pad(x, (2, 1, 1, 2), value=0.5)))
        return m.d(torch.flatten(m.drop(F.pad(x, (1, 1, 0, 0), mode="reflect")), 1))

    return Call(forward, c=nn.Conv2d(2, 4, 3), d=nn.Linear(280, 3), drop=nn.Dropout(0.0))


def mixer():
    def forward(m, x):
        x = torch.relu(m.a(x)).transpose(1, 2)
        x = torch.relu(m.b(x)).permute(0, 2, 1).unsqueeze(1).squeeze(1)
        return m.c(x.contiguous().view(-1, 56))

    return Call(forward, a=nn.Linear(6, 8), b=nn.Linear(5, 7), c=nn.Linear(56, 4))


SGD = dict(optimizer="sgd", lr=0.05)
MOMENTUM = dict(optimizer="sgd", lr=0.02, momentum=0.9)
NESTEROV = dict(optimizer="sgd", lr=0.02, momentum=0.9, nesterov=True, weight_decay=1e-2)
ADAM = dict(optimizer="adam", lr=1e-3)
ADAM_DECAY = dict(optimizer="adam", lr=1e-3, weight_decay=1e-2, betas=(0.8, 0.99), eps=1e-6)
ADAMW = dict(optimizer="adamw", lr=2e-3, weight_decay=0.05)
CE, MSE, L1, BCE = "cross-entropy", "mse", "l1", "bce"

# name: module, shape of a sample, loss, classes or shape of a target, optimiser, opset, mode of the export, more
NETWORKS = {
    "mlp": (mlp, (13,), CE, 5, SGD, 11, TRAINING, {}),
    "mlp-free": (mlp, (13,), CE, 5, ADAM, 17, EVAL, dict(free=True)),
    "sequence": (sequence_mlp, (4, 7), MSE, (4, 3), MOMENTUM, 12, TRAINING, dict(free=True)),
    "sequence-folded": (sequence_mlp, (4, 7), MSE, (4, 3), MOMENTUM, 13, EVAL, {}),
    "odd": (odd_cnn, (3, 17, 15), CE, 6, SGD, 11, TRAINING, {}),
    "odd-free": (odd_cnn, (3, 17, 15), CE, 6, MOMENTUM, 13, TRAINING, dict(free=True)),
    "groups": (grouped_cnn, (4, 11, 9), CE, 4, ADAMW, 16, EVAL, dict(free=True)),
    "residual": (residual, (3, 8, 8), CE, 10, MOMENTUM, 12, TRAINING, {}),
    "residual-free": (residual, (3, 8, 8), CE, 10, NESTEROV, 14, TRAINING, dict(free=True)),
    "frozen": (residual, (3, 8, 8), CE, 10, MOMENTUM, 17, TRAINING, dict(freeze=["3.*", "1.*", "7.bias"])),
    "fused": (residual, (3, 8, 8), CE, 10, MOMENTUM, 13, EVAL, dict(free=True, fused=True)),
    "depthwise": (depthwise, (1, 25, 10), CE, 4, ADAMW, 15, TRAINING, dict(clip=1.0, accumulate=2)),
    "attention-11": (lambda: Attention(True), (5, 8), CE, 5, NESTEROV, 11, EVAL, dict(free=True)),
    "attention-13": (lambda: Attention(False), (5, 8), CE, 5, ADAMW, 13, TRAINING, dict(free=True, clip=0.5)),
    "attention-17": (lambda: Attention(False), (5, 8), CE, 5, ADAM, 17, EVAL, {}),
    "gru": (lambda: recurrent(nn.GRU), (5, 4), MSE, (3,), SGD, 11, TRAINING, dict(free=True)),
    "gru-two": (lambda: recurrent(nn.GRU, False, num_layers=2), (5, 4), MSE, (5, 3), ADAM, 14, EVAL, {}),
    "gru-state": (last_state, (5, 4), MSE, (3,), ADAM, 13, EVAL, dict(free=True)),
    "gru-both": (lambda: recurrent(nn.GRU, bidirectional=True), (5, 4), MSE, (3,), ADAM, 17, EVAL, dict(free=True)),
    "rnn": (lambda: recurrent(nn.RNN), (5, 4), MSE, (3,), MOMENTUM, 13, TRAINING, dict(free=True)),
    "lstm": (lambda: recurrent(nn.LSTM), (5, 4), MSE, (3,), MOMENTUM, 13, EVAL, dict(free=True)),
    "transposed": (transposed, (2, 9, 7), L1, (2, 11, 8), MOMENTUM, 11, EVAL, {}),
    "norms": (norms, (3, 13, 12), CE, 4, MOMENTUM, 13, TRAINING, dict(free=True, scales=True)),
    "norms-17": (norms, (3, 13, 12), CE, 4, MOMENTUM, 17, EVAL, dict(scales=True)),
    "autoencoder": (autoencoder, (20,), BCE, (20,), ADAM, 15, TRAINING, dict(free=True)),
    "autoencoder-13": (autoencoder, (20,), MSE, (20,), NESTEROV, 13, TRAINING, {}),
    "arithmetic": (arithmetic, (10,), MSE, (4,), NESTEROV, 13, TRAINING, dict(free=True)),
    "activations": (activations, (10,), MSE, (4,), SGD, 14, TRAINING, dict(free=True)),
    "dense": (dense, (3, 8, 7), CE, 6, MOMENTUM, 12, TRAINING, dict(free=True)),
    "shared": (shared, (8,), CE, 4, MOMENTUM, 15, TRAINING, {}),
    "nearest": (lambda: upsampled_by("nearest"), (2, 8, 6), BCE, (2, 8, 6), ADAM, 13, EVAL, dict(free=True)),
    "bilinear": (lambda: upsampled_by("bilinear"), (2, 8, 6), BCE, (2, 8, 6), MOMENTUM, 11, TRAINING, {}),
    "squeezed": (squeezed, (3, 11, 13), CE, 5, MOMENTUM, 14, TRAINING, {}),
    "heads": (multi_head, (6, 12), CE, 4, MOMENTUM, 14, TRAINING, dict(free=True)),
    "encoder": (encoder, (6, 12), CE, 4, NESTEROV, 16, TRAINING, {}),
    "lines": (lines, (3, 17), CE, 3, SGD, 13, TRAINING, dict(free=True)),
    "padded": (padded, (2, 6, 7), MSE, (3,), ADAMW, 13, TRAINING, dict(free=True)),
    "padded-11": (padded, (2, 6, 7), MSE, (3,), SGD, 11, EVAL, dict(free=True, keep=True)),
    "mixer": (mixer, (5, 6), CE, 4, NESTEROV, 13, TRAINING, dict(free=True)),
}
BATCH, SAMPLES, STEPS = 4, 6, 20


def prepared(module, x, options):
    """Biases that are not zero; scales that are not one where PyTorch would otherwise merge equal parameters."""
    noise = torch.Generator().manual_seed(7)
    for name, parameter in module.named_parameters():
        if parameter.ndim == 1 and "bias" in name:
            parameter.data.copy_(torch.randn(parameter.shape, generator=noise) * 0.1)
        elif parameter.ndim == 1 and "weight" in name and options.get("scales"):
            parameter.data.copy_(1 + torch.randn(parameter.shape, generator=noise) * 0.1)
    if options.get("fused"):
        module.train()
        for _ in range(3):
            module(x)
    return module


def fuse(module, initialisers):
    """Convolutions with their batch norms in them, of the values that the export has."""
    for parent in list(module.modules()):
        names = list(parent._modules)
        for a, b in zip(names, names[1:]):
            if isinstance(parent._modules[a], nn.Conv2d) and isinstance(parent._modules[b], nn.BatchNorm2d):
                fused = torch.nn.utils.fusion.fuse_conv_bn_eval(parent._modules[a], parent._modules[b])
                parent._modules[a], parent._modules[b] = fused, nn.Identity()
    sources, free = {}, dict(module.state_dict())
    for name, value in initialisers.items():
        close = lambda v: tuple(v.shape) == value.shape and np.allclose(v.numpy(), value, atol=1e-5)
        key = next(key for key, v in free.items() if close(v))
        free.pop(key).copy_(torch.tensor(value))
        sources[name] = lambda state, key=key: state[key]
    return sources


def recurrent_sources(module, graph, initialisers):
    """Weights of recurrent nodes: PyTorch's gates in ONNX's order, both biases in one."""
    order = {"GRU": [1, 0, 2], "RNN": [0], "LSTM": [0, 3, 1, 2]}
    nodes = [node for node in graph.node if node.op_type in order]
    layers = [(key, m) for key, m in module.named_modules() if isinstance(m, nn.RNNBase)]
    sources = {}
    for layer, node in enumerate(nodes):
        key, m = layers[0]
        ends = ["", "_reverse"] if m.bidirectional else [""]

        def packed(kinds, layer=layer, gates=order[node.op_type]):
            def value(state):
                def gated(name):
                    parts = np.split(state[name], len(gates))
                    return np.concatenate([parts[i] for i in gates])

                sides = [[gated(f"{key}.{kind}_l{layer}{end}") for kind in kinds] for end in ends]
                return np.stack([np.concatenate(side) for side in sides])

            return value

        for name, kinds in zip(node.input[1:4], (["weight_ih"], ["weight_hh"], ["bias_ih", "bias_hh"])):
            if name in initialisers:
                sources[name] = packed(kinds)
    return sources


def sources_of(module, graph, initialisers):
    """For every float initialiser a function that finds its value in a state dict."""
    state = {key: value.numpy().copy() for key, value in module.state_dict().items()}
    sources = recurrent_sources(module, graph, initialisers)
    for name, value in initialisers.items():
        if name in sources or value.dtype != np.float32:
            continue
        if name in state:
            sources[name] = lambda s, name=name: s[name]
            continue
        for key, v in state.items():
            if v.size == value.size and np.array_equal(v.ravel(), value.ravel()):
                sources[name] = lambda s, key=key, shape=value.shape: s[key].reshape(shape)
                break
            if v.ndim == 2 and v.T.shape == value.shape and np.array_equal(v.T, value):
                sources[name] = lambda s, key=key: s[key].T
                break
        else:
            raise ValueError(f"nothing in the module is {name}")
    return sources


def exported(module, x, path, opset, mode, options):
    module.train(mode == TRAINING)
    more = dict(opset_version=opset, training=mode, do_constant_folding=mode == EVAL)
    if options.get("free"):
        more.update(input_names=["x"], dynamic_axes={"x": {0: "batch"}})
    torch.onnx.export(module, x[:BATCH], path, keep_initializers_as_inputs=options.get("keep"), **more)
    graph = onnx.load(path).graph
    initialisers = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in initialisers:
            initialisers[node.output[0]] = initialisers[node.input[0]]
    return graph, initialisers


def trained(module, x, y, loss_name, optimiser, options, record):
    for name, parameter in module.named_parameters():
        parameter.requires_grad_(not any(fnmatch.fnmatch(name, g) for g in options.get("freeze", [])))
    parameters = [p for p in module.parameters() if p.requires_grad]
    settings = {key: value for key, value in optimiser.items() if key != "optimizer"}
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
    step_of = kinds[optimiser["optimizer"]](parameters, **settings)
    losses = {CE: nn.CrossEntropyLoss(), MSE: nn.MSELoss(), L1: nn.L1Loss(), BCE: nn.BCELoss()}
    count, at, totals = options.get("accumulate", 1), 0, []
    for step in range(1, STEPS + 1):
        step_of.zero_grad()
        total = 0
        for _ in range(count):
            chosen = [(at + i) % len(x) for i in range(BATCH)]
            at += BATCH
            loss = losses[loss_name](module(x[chosen]), y[chosen]) / count
            loss.backward()
            total += loss.item()
        totals.append(total)
        if "clip" in options:
            torch.nn.utils.clip_grad_norm_(parameters, options["clip"])
        step_of.step()
        if step in (1, STEPS):
            record(step)
    return totals


def arguments(loss, optimiser, options):
    text = lambda value: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    result = ["--loss", loss]
    for key, value in optimiser.items():
        result += [f"--{key.replace('_', '-')}"] + ([] if value is True else [text(value)])
    for key, flag in (("clip", "--clip-norm"), ("accumulate", "--accumulate")):
        result += [flag, text(options[key])] if key in options else []
    for pattern in options.get("freeze", []):
        result += ["--freeze", pattern]
    return result + (["--batch", str(BATCH)] if options.get("free") else [])


def make(name, folder):
    factory, shape, loss, y, optimiser, opset, mode, options = NETWORKS[name]
    torch.manual_seed(sum(map(ord, name)))
    module = factory()
    # Multiples of 1/16 pack well.
    x = torch.round(torch.randn(SAMPLES, *shape) * 16) / 16
    module = prepared(module, x, options)
    if isinstance(y, int):
        y = torch.randint(0, y, (SAMPLES,))
    else:
        y = torch.rand(SAMPLES, *y) if loss == BCE else torch.randn(SAMPLES, *y)
        y = torch.round(y * 16) / 16
    graph, initialisers = exported(module, x, os.path.join(folder, f"{name}.onnx"), opset, mode, options)
    if options.get("fused"):
        sources = fuse(module, initialisers)
    else:
        sources = sources_of(module, graph, initialisers)
        # An export for training has moved the running statistics by one batch.
        for key, value in module.state_dict().items():
            if "running" in key and key in initialisers:
                value.copy_(torch.tensor(initialisers[key]))
        module.train()
    arrays = {"x": x.numpy(), "y": y.numpy()}

    def record(step):
        state = {key: value.numpy() for key, value in module.state_dict().items()}
        arrays.update({f"{step}/{name}": np.array(source(state)) for name, source in sources.items()})

    arrays["losses"] = np.float32(trained(module, x, y, loss, optimiser, options, record))
    np.savez_compressed(os.path.join(folder, f"{name}.npz"), **arrays)
    return {"opset": opset, "arguments": arguments(loss, optimiser, options)}


folder, chosen = sys.argv[1], sys.argv[2:] or list(NETWORKS)
index = os.path.join(folder, "networks.json")
known = json.load(open(index)) if os.path.exists(index) else {}
for name in chosen:
    known[name] = make(name, folder)
with open(index, "w") as file:
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(known[name])}" for name in NETWORKS if name in known)
    file.write("{\n" + lines + "\n}\n")
