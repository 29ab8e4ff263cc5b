"""EfficientNet-Lite as a program: pictures in, pooled features out.

Method: Tan and Le 2019, https://arxiv.org/abs/1905.11946; the Lite variants drop squeeze and
excitation and use ReLU6.
"""

from __future__ import annotations

from itertools import count

import numpy as np
import openvino as ov
from openvino import opset13 as op

from likewise.embedding.weights import Weights

_STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
_EPSILON = 1e-3  # of the batch normalisation
_MEAN, _SCALE = 127.0, 128.0


def efficientnet_lite(weights: Weights, side: int) -> ov.Model:
    """The network up to the pooled features.

    Its parameter is uint8 of shape (n, side, side, 3), RGB; its output is float32 of shape
    (n, 1280), not of unit length. `class_logits` of the features are the ImageNet classes.
    """
    pictures = op.parameter([-1, side, side, 3], np.uint8, "pictures")
    scaled = op.divide(
        op.subtract(op.convert(pictures, "f32"), op.constant(np.float32(_MEAN))),
        op.constant(np.float32(_SCALE)),
    )
    maps = op.transpose(scaled, op.constant(np.array([0, 3, 1, 2], np.int32)))
    maps = _activated(maps, weights, "_conv_stem", "_bn0", stride=2)
    stage = -1
    for number in count():
        name = f"_blocks.{number}"
        if f"{name}._project_conv.weight" not in weights:
            break
        starts = number == 0 or _width(weights, number) != _width(weights, number - 1)
        stage += starts
        maps = _block(maps, weights, name, stride=_STAGE_STRIDES[stage] if starts else 1)
    maps = _activated(maps, weights, "_conv_head", "_bn1", stride=1)
    pooled = op.reduce_mean(maps, op.constant(np.array([2, 3], np.int32)))
    return ov.Model([op.result(pooled)], [pictures], "efficientnet-lite")


def _width(weights: Weights, number: int) -> int:
    return int(weights[f"_blocks.{number}._project_conv.weight"].shape[0])


def _block(maps: ov.Node, weights: Weights, name: str, *, stride: int) -> ov.Node:
    """An inverted residual: widen, filter each channel, narrow; added to its input if alike."""
    inner = maps
    if f"{name}._expand_conv.weight" in weights:
        inner = _activated(inner, weights, f"{name}._expand_conv", f"{name}._bn0", stride=1)
    inner = _activated(inner, weights, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride)
    narrow = _convolution(inner, weights, f"{name}._project_conv", f"{name}._bn2", stride=1)
    alike = (
        stride == 1 and maps.get_output_partial_shape(0)[1] == narrow.get_output_partial_shape(0)[1]
    )
    return op.add(narrow, maps) if alike else narrow


def _activated(maps: ov.Node, weights: Weights, name: str, norm: str, *, stride: int) -> ov.Node:
    return op.clamp(_convolution(maps, weights, name, norm, stride=stride), 0.0, 6.0)


def _convolution(maps: ov.Node, weights: Weights, name: str, norm: str, *, stride: int) -> ov.Node:
    """A convolution with the batch normalisation behind it folded into its kernel."""
    scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + _EPSILON)
    kernel = (weights[f"{name}.weight"] * scale[:, None, None, None]).astype(np.float32)
    shift = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    bias = op.constant(shift.astype(np.float32).reshape(1, -1, 1, 1))
    if "depthwise" in name:
        filters = op.constant(kernel[:, None])  # one group a channel
        convolved = op.group_convolution(
            maps, filters, [stride, stride], [0, 0], [0, 0], [1, 1], "same_upper"
        )
    else:
        convolved = op.convolution(
            maps, op.constant(kernel), [stride, stride], [0, 0], [0, 0], [1, 1], "same_upper"
        )
    return op.add(convolved, bias)
