"""A BERT encoder in plain PyTorch, its vocabulary, and the teacher it is cut from.

The modules and parameter names follow the published BERT checkpoints, so that a sentence-transformers
folder loads as it is. Sentences are batched by length; padding is masked.
"""
import json, math, os
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from safetensors.torch import load_file

HIDDEN, HEADS, MAX_TOKENS = 384, 12, 64
CLS, SEP, UNK = "[CLS]", "[SEP]", "[UNK]"


def wordpiece(pieces):
    """A lower-casing, accent-stripping WordPiece tokenizer over a list of pieces."""
    vocabulary = {p: i for i, p in enumerate(pieces)}
    t = Tokenizer(models.WordPiece(vocabulary, unk_token=UNK, max_input_chars_per_word=64))
    t.normalizer = normalizers.BertNormalizer()
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return t


def encode(tokenizer, texts, limit=MAX_TOKENS):
    """Token ids of each text, between [CLS] and [SEP], at most `limit` in all."""
    cls, sep = tokenizer.token_to_id(CLS), tokenizer.token_to_id(SEP)
    return [[cls] + e.ids[: limit - 2] + [sep] for e in tokenizer.encode_batch(texts, add_special_tokens=False)]


def pad(rows):
    length = np.array([len(r) for r in rows])
    mask = np.arange(length.max())[None] < length[:, None]
    ids = np.zeros(mask.shape, dtype=np.int64)
    ids[mask] = np.concatenate(rows)
    return torch.from_numpy(ids), torch.from_numpy(mask)


class Layer(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.norm1, self.norm2 = (nn.LayerNorm(HIDDEN, eps=1e-12) for _ in range(2))
        self.up, self.down = nn.Linear(HIDDEN, inner), nn.Linear(inner, HIDDEN)

    def forward(self, x, mask):
        n, t, _ = x.shape
        split = lambda y: y.view(n, t, HEADS, HIDDEN // HEADS).transpose(1, 2)
        a = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask[:, None, None, :])
        x = self.norm1(x + self.out(a.transpose(1, 2).reshape(n, t, HIDDEN)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token vectors, and their mean as the sentence's vector of length 1."""

    def __init__(self, vocabulary, inners):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, HIDDEN)
        self.positions = nn.Embedding(512, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(i) for i in inners)

    def forward(self, ids, mask):
        x = self.norm(self.tokens(ids) + self.positions.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        return x

    @staticmethod
    def pool(x, mask):
        m = mask.unsqueeze(-1).to(x.dtype)
        return F.normalize((x * m).sum(1) / m.sum(1), dim=-1)


def teacher(folder):
    """The sentence-transformers folder's encoder and its pieces in order."""
    saved = load_file(os.path.join(folder, "model.safetensors"))
    saved = {k.removeprefix("bert."): v for k, v in saved.items()}
    pieces = json.load(open(os.path.join(folder, "tokenizer.json"), encoding="utf-8"))["model"]["vocab"]
    pieces = sorted(pieces, key=pieces.get)
    depth = 1 + max(int(k.split(".")[2]) for k in saved if k.startswith("encoder.layer."))
    model = Encoder(len(pieces), [saved["encoder.layer.0.intermediate.dense.weight"].shape[0]] * depth)
    e = "embeddings."
    model.tokens.weight.data = saved[e + "word_embeddings.weight"]
    # Every token is of the first type, so that type's vector is part of each position.
    model.positions.weight.data = saved[e + "position_embeddings.weight"] + saved[e + "token_type_embeddings.weight"][0]
    model.norm.weight.data, model.norm.bias.data = saved[e + "LayerNorm.weight"], saved[e + "LayerNorm.bias"]
    names = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value", "out": "attention.output.dense",
             "norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm", "up": "intermediate.dense", "down": "output.dense"}
    for i, layer in enumerate(model.layers):
        for ours, theirs in names.items():
            for part in ("weight", "bias"):
                getattr(getattr(layer, ours), part).data = saved[f"encoder.layer.{i}.{theirs}.{part}"]
    return model.eval(), pieces


def batches(rows, tokens):
    """Indices of rows of similar length, at most `tokens` padded tokens a batch."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    batch = []
    for i in order:
        if batch and (len(batch) + 1) * len(rows[i]) > tokens:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


@torch.no_grad()
def vectors(model, rows, tokens=4096):
    out = torch.zeros(len(rows), HIDDEN)
    for batch in batches(rows, tokens):
        ids, mask = pad([rows[i] for i in batch])
        out[batch] = model.pool(model(ids, mask), mask)
    return out
