"""The judge's network: MPNet (Song et al. 2020) reads claim and text together; a head sees the first token and the mean.

The mean over all tokens is what all-mpnet-base-v2 was trained to give, so the head has something to begin with.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import MPNetConfig, MPNetModel


class Judge(nn.Module):
    """Scores [n, 3] (supports, contradicts, neither) of token ids and attention mask, each [n, length]."""

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__()
        self.body = MPNetModel(config, add_pooling_layer=False)
        self.dense = nn.Linear(2 * config.hidden_size, config.hidden_size)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(config.hidden_size, 3)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(input_ids=input_ids, attention_mask=attention_mask)[0], attention_mask)

    def above(self, hidden: torch.Tensor, attention_mask: torch.Tensor, first: int) -> torch.Tensor:
        """The same scores, of what the layers below ``first`` make of the tokens: [n, length, 768]."""
        encoder = self.body.encoder
        closed = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * torch.finfo(hidden.dtype).min
        bias = encoder.compute_position_bias(hidden) + closed
        for layer in encoder.layer[first:]:
            hidden = layer(hidden, None, bias)[0]
        return self.head(hidden, attention_mask)

    def head(self, hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        mask = attention_mask[:, :, None].to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        seen = torch.cat([hidden[:, 0], mean], 1)
        scores: torch.Tensor = self.out(self.drop(torch.tanh(self.dense(self.drop(seen)))))
        return scores


def config_of(base: Path, layers: int = 12) -> MPNetConfig:
    config = MPNetConfig.from_pretrained(base)
    config.num_hidden_layers = layers
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = (
        0.0  # its random numbers cost more than they give
    )
    config._attn_implementation = "eager"
    return config


def fresh(base: Path, layers: int = 12) -> Judge:
    """A judge with the body of a pretrained MPNet in ``base`` and a new head."""
    judge = Judge(config_of(base, layers))
    missing = judge.body.load_state_dict(load_file(base / "model.safetensors"), strict=False).missing_keys
    if any("layer." in name and int(name.split("layer.")[1].split(".")[0]) < layers for name in missing):
        raise SystemExit(f"{base} lacks weights: {missing[:3]}")
    return judge


def load(folder: Path, base: Path, layers: int = 12) -> Judge:
    """A judge that was saved."""
    judge = Judge(config_of(base, layers))
    judge.load_state_dict({k: v.float() for k, v in load_file(folder / "model.safetensors").items()})
    return judge


def save(weights: dict[str, torch.Tensor], folder: Path) -> None:
    """Write weights as float16, under another name first."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.half().contiguous() for k, v in weights.items()}, folder / "model.tmp")
    (folder / "model.tmp").replace(folder / "model.safetensors")
