"""The randomly wired network of chapter 6 in PyTorch: the same graphs, layers and sizes as `models.randomly_wired`."""

from __future__ import annotations

from typing import Any

import torch  # pyright: ignore[reportMissingImports] (an optional requirement)
from torch import nn  # pyright: ignore[reportMissingImports]

from models.wiring import Wiring, draw_wiring


class RandomlyWired(nn.Module):
    """Two convolutions, three random stages WS(k, 0.75), a 1x1 convolution, the mean of each map, ten outputs.

    Args:
        nodes: of each stage.
        channels: of the first stage; each further one has twice as many.
        k: neighbours on the ring.
        head_filters: of the 1x1 convolution.
    """

    def __init__(self, nodes: int = 8, channels: int = 20, k: int = 4, head_filters: int = 128) -> None:
        super().__init__()
        stages, before = [], channels
        for number in range(3):
            wiring = draw_wiring("ws", nodes=nodes, graph_seed=0, stage=number + 1, k=k)
            stages.append(_Stage(wiring, before, channels * 2**number))
            before = channels * 2**number
        self.layers = nn.Sequential(
            _normalised(1, channels // 2, 3, stride=2), nn.ReLU(), _normalised(channels // 2, channels, 3),
            *stages, nn.ReLU(), _normalised(before, head_filters, 1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(head_filters, 10),
        )  # fmt: skip

    def forward(self, x: Any) -> Any:
        """Images (batch, 1, 28, 28) in, logits (batch, 10) out."""
        return self.layers(x)


class _Stage(nn.Module):
    """The nodes of a wiring; the mean of those without a successor."""

    def __init__(self, wiring: Wiring, before: int, filters: int) -> None:
        super().__init__()
        self.sources, self.ends = [wiring.predecessors(node) for node in range(wiring.nodes)], wiring.outputs()
        self.nodes = nn.ModuleList(
            _separable(filters if sources else before, filters, 1 if sources else 2) for sources in self.sources
        )
        self.edges = nn.ParameterList(torch.zeros(len(sources)) for sources in self.sources if len(sources) > 1)

    def forward(self, x: Any) -> Any:
        results, edges = [], iter(self.edges)
        for sources, node in zip(self.sources, self.nodes, strict=True):
            if len(sources) > 1:
                shares = torch.sigmoid(next(edges)).unbind()
                fed = sum(results[source] * share for source, share in zip(sources, shares, strict=True))
            else:
                fed = results[sources[0]] if sources else x
            results.append(node(fed))
        return sum(results[end] for end in self.ends) / len(self.ends)


def _separable(before: int, filters: int, stride: int) -> Any:
    return nn.Sequential(
        nn.ReLU(), nn.Conv2d(before, before, 3, stride=stride, padding=1, groups=before, bias=False),
        nn.Conv2d(before, filters, 1, bias=False), nn.BatchNorm2d(filters),
    )  # fmt: skip


def _normalised(before: int, filters: int, side: int, stride: int = 1) -> Any:
    convolution = nn.Conv2d(before, filters, side, stride=stride, padding=side // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))
