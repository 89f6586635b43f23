"""The embedder: rows of pieces and of letter groups, none to two layers over the words, one vector a text."""

import torch
from torch import nn
from torch.nn import functional as F

HEADS = 4
# Distances between words beyond this count alike.
FARTHEST = 8


class Norm(nn.Module):
    """Root mean square norm with a gain."""

    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, words):
        words = words.float()
        return words * torch.rsqrt(words.square().mean(-1, keepdim=True) + 1e-6) * self.gain


class Layer(nn.Module):
    """Attention with a bias by distance, then a network a word; both add nothing before they are trained."""

    def __init__(self, width, hidden, dropout):
        super().__init__()
        self.before_attention, self.before_network = Norm(width), Norm(width)
        self.together = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.wide = nn.Linear(width, hidden)
        self.narrow = nn.Linear(hidden, width, bias=False)
        self.distance = nn.Parameter(torch.zeros(HEADS, 2 * FARTHEST + 1))
        self.dropout = dropout
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.narrow.weight)

    def forward(self, words, there):
        texts, length, width = words.shape
        query, key, value = (
            part.view(texts, length, HEADS, width // HEADS).transpose(1, 2)
            for part in self.together(self.before_attention(words)).chunk(3, -1))
        places = torch.arange(length, device=words.device)
        apart = (places[None, :] - places[:, None]).clamp(-FARTHEST, FARTHEST) + FARTHEST
        bias = self.distance.index_select(1, apart.flatten()).view(1, HEADS, length, length).masked_fill(~there[:, None, None, :], -1e4)
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        seen = self.out(seen.transpose(1, 2).reshape(texts, length, width))
        words = words + F.dropout(seen, self.dropout, self.training)
        changed = self.narrow(F.silu(self.wide(self.before_network(words))))
        return words + F.dropout(changed, self.dropout, self.training)


class Embedder(nn.Module):
    def __init__(self, pieces, buckets, width, layers, hidden, dropout, features):
        super().__init__()
        self.pieces = nn.Parameter(torch.zeros(pieces + 1, width))
        self.groups = nn.Parameter(torch.zeros(buckets + 1, width)) if buckets else None
        self.layers = nn.ModuleList(Layer(width, hidden, dropout) for _ in range(layers))
        self.before_weight = Norm(width)
        self.weight = nn.Linear(width, 1)
        nn.init.zeros_(self.weight.weight)
        nn.init.zeros_(self.weight.bias)
        self.of_word_pieces, self.of_word_groups = features
        self.hide_pieces = 0.0
        self.hide_groups = 0.0
        self.hide_words = 0.0

    def words(self, numbers):
        """The vectors of words: the sum of their pieces' rows and the sum of their groups' rows over the root of their number."""
        vectors = self.summed(self.pieces, self.of_word_pieces[numbers], self.hide_pieces, whole=True)
        if self.groups is None:
            return vectors
        groups = self.of_word_groups[numbers]
        count = (groups != self.groups.shape[0] - 1).sum(1, keepdim=True).clamp(min=1)
        return vectors + self.summed(self.groups, groups, self.hide_groups, whole=False) / count.sqrt()

    def summed(self, rows, features, hide, whole):
        """The sum of rows by word. Selecting and adding by index is what runs fast both ways: a look-up by brackets sorts its gradient
        and adds equal numbers one after the other."""
        there = features != rows.shape[0] - 1
        if self.training and self.groups is not None and hide:
            hidden = torch.rand(len(features), 1 if whole else features.shape[1], device=features.device) < hide
            there = there & ~hidden
        word, column = there.nonzero(as_tuple=True)
        found = rows.index_select(0, features[word, column])
        return torch.zeros(len(features), rows.shape[1], device=rows.device).index_add(0, word, found)

    def forward(self, texts):
        """Unit vectors of texts, given as rows of word numbers."""
        texts = texts[:, : max(1, int((texts != 0).sum(1).max()))]
        if self.training and self.hide_words:
            hidden = torch.rand(texts.shape, device=texts.device) < self.hide_words
            left = texts.masked_fill(hidden, 0)
            texts = torch.where((left != 0).any(1, keepdim=True), left, texts)
        there = texts != 0
        text, column = there.nonzero(as_tuple=True)
        numbers, place = texts[text, column].unique(return_inverse=True)
        words = self.words(numbers).index_select(0, place)
        if not self.layers:
            sums = torch.zeros(len(texts), words.shape[1], device=words.device).index_add(0, text, words)
            return F.normalize(sums, dim=1, eps=1e-9)
        flat = torch.zeros(texts.numel(), words.shape[1], device=words.device)
        words = flat.index_copy(0, text * texts.shape[1] + column, words).view(*texts.shape, -1)
        with torch.autocast(words.device.type, torch.bfloat16, enabled=words.is_cuda and self.training):
            for layer in self.layers:
                words = layer(words, there)
        words = words.float() * 2 * torch.sigmoid(self.weight(self.before_weight(words)).float())
        return F.normalize((words * there[..., None]).sum(1), dim=1, eps=1e-9)

    @torch.no_grad()
    def round(self):
        """Rows as they are stored: int8 with a scale each; layers as half floats."""
        for rows in [self.pieces] + ([self.groups] if self.groups is not None else []):
            scale = rows.abs().amax(1, keepdim=True) / 127
            rows.copy_(torch.where(scale > 0, (rows / scale.clamp(min=1e-12)).round() * scale, torch.zeros_like(rows)))
        for name, value in self.named_parameters():
            if name not in ("pieces", "groups"):
                value.copy_(value.half().float())
