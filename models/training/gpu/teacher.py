"""all-MiniLM-L6-v2 (Apache-2.0), whose vectors of English texts the embedder is drawn to."""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional as F

WIDTH, HEADS, LAYERS = 384, 12, 6
MOST_PIECES = 96


def pack(folder, out):
    """Writes the teacher at a quarter of its size: int8 rows with a scale each, as it travels to the machine that trains."""
    packed = {}
    for name, value in load_file(Path(folder) / "model.safetensors").items():
        if value.dim() == 2 and value.is_floating_point():
            scale = value.abs().amax(1, keepdim=True) / 127
            packed[name] = (value / scale.clamp(min=1e-12)).round().to(torch.int8).numpy()
            packed[name + ".scale"] = scale.numpy()
        elif value.is_floating_point():
            packed[name] = value.numpy()
    np.savez_compressed(out, **packed)


class Teacher:
    """A BERT of six layers, mean of its last vectors."""

    def __init__(self, packed, tokenizer, device):
        file = np.load(packed)
        self.weights = {}
        for name in file.files:
            if name.endswith(".scale"):
                continue
            value = torch.from_numpy(file[name]).float()
            if name + ".scale" in file.files:
                value = value * torch.from_numpy(file[name + ".scale"])
            self.weights[name] = value.to(device)
        self.device = device
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_PIECES)

    @torch.no_grad()
    def vectors(self, texts, batch=2048):
        """Unit vectors of texts, 384 wide."""
        cut = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(texts)]
        order = sorted(range(len(texts)), key=lambda place: len(cut[place]))
        found = torch.zeros(len(texts), WIDTH, device=self.device)
        for start in range(0, len(order), batch):
            places = order[start: start + batch]
            longest = max(len(cut[place]) for place in places)
            ids = torch.tensor([cut[place] + [0] * (longest - len(cut[place])) for place in places], device=self.device)
            there = torch.tensor([[1] * len(cut[place]) + [0] * (longest - len(cut[place])) for place in places],
                                 device=self.device).bool()
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
                said = self.network(ids, there).float()
            said = (said * there[..., None]).sum(1) / there.sum(1, keepdim=True)
            found[torch.tensor(places, device=self.device)] = F.normalize(said, dim=1)
        return found

    def network(self, ids, there):
        of = self.weights

        def linear(values, name):
            return F.linear(values, of[name + ".weight"], of[name + ".bias"])

        def norm(values, name):
            return F.layer_norm(values, (WIDTH,), of[name + ".weight"], of[name + ".bias"], 1e-12)

        texts, length = ids.shape
        words = of["embeddings.word_embeddings.weight"][ids] + of["embeddings.position_embeddings.weight"][:length]
        words = norm(words + of["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            query, key, value = (
                linear(words, f"{name}attention.self.{part}").view(texts, length, HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value"))
            seen = F.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
            seen = linear(seen.transpose(1, 2).reshape(texts, length, WIDTH), name + "attention.output.dense")
            words = norm(words + seen, name + "attention.output.LayerNorm")
            wide = F.gelu(linear(words, name + "intermediate.dense"))
            words = norm(words + linear(wide, name + "output.dense"), name + "output.LayerNorm")
        return words


if __name__ == "__main__":
    pack(*sys.argv[1:])
