#!/usr/bin/env python3
"""Distils the semantic model from its teachers; writes src/model/english.bin.

  training/distill.py vocabulary --teacher DIR --text FILE ... --out WORK [--size 18000]
  training/distill.py teach      --teacher DIR[:WEIGHT] ... --text FILE[:WEIGHT] ... --out WORK
  training/distill.py train      --text FILE[:WEIGHT] ... --out WORK --teacher DIR | --go-on-from FILE [--teacher DIR[:WEIGHT] ...]
                                 [--steps N | --seconds S] [--decay M] [--exact-until K] [--first N] [--compile]
  training/distill.py export     --out WORK --model FILE [--go-on-from FILE]
  training/distill.py blend      --models FILE[:WEIGHT] ... --model FILE
  training/distill.py reference  --model FILE --text FILE --reference FILE
  training/distill.py measure    [--model FILE] [--teacher DIR[:WEIGHT] ...] --sets DIR ...

A teacher is a sentence-transformers folder that pools by the mean; the first one has 384 numbers a sentence. The student
is the first teacher's embedding table, cut to a smaller vocabulary, with its layers 1, 2, 5 and 6, or a model file to go on
from. `teach` stores what the teachers make of every line. `train` learns, on the same --text, these vectors (cosine), the
similarities between the lines of a step, and for each line which of the others are nearest (softmax of the similarities).
After --exact-until steps every product sees weights and inputs rounded as the product will round them (straight-through
gradients).

What a step draws follows from its number, so a run that is stopped goes on from WORK/checkpoint.pt. The learning rate is
constant but for a warm-up and a linear fall over the last --decay steps. A graphics card is used where there is one; there the
sums are not the same to the last bit in every run. Needs torch, tokenizers, safetensors, numpy, and transformers to teach.
"""
import argparse, collections, hashlib, json, math, multiprocessing, os, random, re, struct, sys, time
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tokenizers import Tokenizer
from encoder import CLS, HIDDEN, MAX_TOKENS, SEP, UNK, Encoder, encode, pad, teacher, vectors, wordpiece

STARTED = time.time()
LAYERS = [0, 1, 4, 5]
BATCH, RATE, WARMUP, LONGEST = 1024, 6e-4, 300, 40
WEIGHT_LEVELS = 15       # a layer's weights: whole numbers -15..15 times a scale a row
TABLE_LEVELS, GROUP = 7, 32  # the embedding table: -7..7 times a scale for each 32 values


def lines(path):
    return open(path, encoding="utf-8").read().split("\n")[:-1]


def vocabulary(args):
    """The pieces kept: single characters, BERT's most frequent 14,000 that are ASCII, then by count."""
    _, pieces = teacher(args.teacher[0])
    tokenizer, counts = wordpiece(pieces), collections.Counter()
    for path in args.text:
        text = lines(path)
        for at in range(0, len(text), 20000):
            for e in tokenizer.encode_batch(text[at : at + 20000], add_special_tokens=False):
                counts.update(e.ids)
    plain = [i for i, p in enumerate(pieces) if p.isascii() and not p.startswith("[")]
    kept = {pieces.index(s) for s in (UNK, CLS, SEP)}
    kept.update(i for i in plain if len(pieces[i].removeprefix("##")) == 1 or i < 14000)
    rest = sorted((i for i in plain if i not in kept), key=lambda i: (-counts[i], i))
    kept.update(rest[: args.size - len(kept)])
    with open(os.path.join(args.out, "pieces.txt"), "w", encoding="utf-8") as f:
        f.write("".join(pieces[i] + "\n" for i in sorted(kept)))
    total = sum(counts.values())
    print(f"{len(kept)} pieces; they are {sum(counts[i] for i in kept) / total:.4f} of the text's pieces")


def whole(x, scale, levels):
    """x in whole steps of scale, with the gradient of x."""
    return x + ((x / scale).round().clamp(-levels, levels) * scale - x).detach()


def rounded_rows(w):
    return whole(w, w.detach().abs().amax(1, keepdim=True).clamp_min(1e-8) / WEIGHT_LEVELS, WEIGHT_LEVELS)


def rounded_table(w):
    g = w.reshape(-1, GROUP)
    return whole(g, g.detach().abs().amax(1, keepdim=True).clamp_min(1e-8) / TABLE_LEVELS, TABLE_LEVELS).reshape(w.shape)


def rounded_input(x):
    """256 levels between each token's least and greatest value, zero among them."""
    low, high = x.detach().amin(-1, keepdim=True).clamp_max(0), x.detach().amax(-1, keepdim=True).clamp_min(0)
    scale = (high - low).clamp_min(1e-8) / 255
    zero = (-low / scale).round()
    return x + (((x / scale).round() + zero).clamp(0, 255).sub(zero) * scale - x).detach()


class Rounded(nn.Linear):
    """A linear map that sees rounded weights and inputs once `on`."""
    on = False

    def forward(self, x):
        return F.linear(rounded_input(x), rounded_rows(self.weight), self.bias) if Rounded.on else super().forward(x)


class Table(nn.Embedding):
    def forward(self, ids):
        x = super().forward(ids)
        return rounded_table(x) if Rounded.on else x


def student(args):
    """The student: cut from the teacher, or read from the model file to go on from. Also its pieces."""
    if args.go_on_from:
        kept, model = read_model(args.go_on_from)
    else:
        tutor, pieces = teacher(args.teacher[0].partition(":")[0])
        kept = lines(os.path.join(args.out, "pieces.txt"))
        at = {p: i for i, p in enumerate(pieces)}
        model = Encoder(len(kept), [tutor.layers[i].up.out_features for i in LAYERS])
        model.tokens.weight.data = tutor.tokens.weight.data[[at[p] for p in kept]].clone()
        model.positions.load_state_dict(tutor.positions.state_dict())
        model.norm.load_state_dict(tutor.norm.state_dict())
        for ours, i in zip(model.layers, LAYERS):
            ours.load_state_dict(tutor.layers[i].state_dict())
    for layer in model.layers:
        for m in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
            m.__class__ = Rounded
    model.tokens.__class__ = Table
    return model, kept


def read_text(args):
    """Every line of no more than --words words, with the share of a step that its source has."""
    text, share = [], []
    for spec in args.text:
        file, _, weight = spec.partition(":")
        some = [l for l in lines(file) if len(l.split()) <= args.words]
        text += some
        share += [float(weight or 1) / len(some)] * len(some)
        print(len(some), "lines from", os.path.basename(file), flush=True)
    return text, torch.tensor(share, dtype=torch.float64) / sum(share)


def one_part(at):
    rows = PART[0](PART[1][at : at + 20000])
    length = np.array([len(r) for r in rows])
    ids = np.zeros((len(rows), PART[2]), dtype=np.int16)
    ids[np.arange(PART[2])[None] < length[:, None]] = np.concatenate(rows)
    return ids, length


def tokenized(rows_of, text, width):
    """The token ids of every line, a row of `width` each, and how many they are; by all processors."""
    global PART
    PART = rows_of, text, width
    at = range(0, len(text), 20000)
    if len(at) < 3:
        parts = [one_part(i) for i in at]
    else:
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        with multiprocessing.get_context("fork").Pool() as pool:
            parts = pool.map(one_part, at, 1)
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def teacher_tokens(folder, text):
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(128)
    return tokenized(lambda some: [e.ids for e in tokenizer.encode_batch(some)], text, 128)


@torch.no_grad()
def sentence_vectors(folder, ids, length, device):
    """A sentence-transformers folder's mean-pooled vectors of length 1, in half precision."""
    from transformers import AutoModel
    model = AutoModel.from_pretrained(folder, dtype=torch.float16 if device == "cuda" else torch.float32).eval().to(device)
    out = torch.zeros(len(ids), model.config.hidden_size, dtype=torch.float16, device=device)
    order, at, most = np.argsort(length, kind="stable"), 0, 65536 if device == "cuda" else 4096
    while at < len(order):
        end = min(len(order), at + max(1, most // length[order[at]]))
        end = min(end, at + max(1, most // length[order[end - 1]]))
        batch = order[at:end]
        width = length[batch[-1]]
        x = torch.from_numpy(ids[batch, :width]).to(device).long()
        mask = torch.arange(width, device=device)[None] < torch.from_numpy(length[batch]).to(device)[:, None]
        states = model(input_ids=x, attention_mask=mask.long()).last_hidden_state.float()
        out[torch.from_numpy(batch).to(device)] = Encoder.pool(states, mask).half()
        at = end
    return out


def taught_by(teachers, text, device):
    """The teachers' vectors side by side, each by the root of its weight: the product of two such rows is the weighted mean of
    the teachers' cosines. The weights are made to add up to 1."""
    specs = [(folder, float(weight or 1)) for folder, _, weight in (t.partition(":") for t in teachers)]
    total = sum(weight for _, weight in specs)
    # All tokens first: processes are not to be forked off once the graphics card is at work.
    tokens = [teacher_tokens(folder, text) for folder, _ in specs]
    return torch.cat([sentence_vectors(folder, *t, device) * math.sqrt(weight / total) for (folder, weight), t in zip(specs, tokens)], 1)


def lesson(teachers, text, device):
    """What the teachers make of every line, and the 384 directions that keep most of the products of any two, turned so that
    they lie as near as can be to the first teacher's own numbers, from which the student's layers come."""
    both = taught_by(teachers, text, device)
    some = both[torch.randperm(len(both), generator=torch.Generator().manual_seed(0))[:200000].to(device)].float()
    values, directions = torch.linalg.eigh(some.T @ some)
    directions = directions[:, -HIDDEN:]
    u, _, v = torch.linalg.svd((some @ directions).T @ some[:, :HIDDEN])
    print(f"{HIDDEN} of {both.shape[1]} directions keep {float(values[-HIDDEN:].sum() / values.sum()):.4f} of the squared length", flush=True)
    return both, directions @ (u @ v)


def teach(args):
    """Stores the lesson of the --text."""
    vectors, directions = lesson(args.teacher, read_text(args)[0], "cuda" if torch.cuda.is_available() else "cpu")
    path = os.path.join(args.out, "taught.pt")
    torch.save({"vectors": vectors.cpu(), "directions": directions.cpu()}, path + ".part")
    os.replace(path + ".part", path)


def typed(line, rnd):
    """The line with one letter of a longer word doubled, dropped, changed or swapped with the next."""
    words = [m.span() for m in re.finditer(r"[A-Za-z]{5,}", line)]
    if not words:
        return line
    start, end = rnd.choice(words)
    at, letter = rnd.randrange(start + 1, end - 1), rnd.choice("etaoinshrdlu")
    return rnd.choice([line[:at] + line[at] + line[at:], line[:at] + line[at + 1 :], line[:at] + letter + line[at + 1 :], line[:at] + line[at + 1] + line[at] + line[at + 2 :]])




def neighbourhoods(vectors, device, size=96):
    """(order, first, count): lines by the nearest of a random few, so that a step can take some that are near each other."""
    cells = max(1, len(vectors) // size)
    middle = vectors[torch.randperm(len(vectors), generator=torch.Generator().manual_seed(1))[:cells].to(device)]
    cell = torch.cat([(part @ middle.T).argmax(1) for part in vectors.split(8192)])
    order, count = torch.argsort(cell, stable=True), torch.bincount(cell, minlength=cells)
    return order, (torch.cumsum(count, 0) - count)[cell], count[cell]


def train(args):
    torch.manual_seed(0)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    model, kept = student(args)
    tokenizer = wordpiece(kept)
    text, share = read_text(args)
    rows = [tokenized(lambda some: encode(tokenizer, some, LONGEST), text, LONGEST)]
    rows.append(tokenized(lambda some: encode(tokenizer, [typed(l, random.Random(l)) for l in some], LONGEST), text, LONGEST))
    if args.teacher and args.go_on_from:
        taught, directions = lesson(args.teacher, text, device)
    else:
        saved = torch.load(os.path.join(args.out, "taught.pt"))
        taught, directions = saved["vectors"].to(device), saved["directions"].to(device)
    (clean, lengths), (wrong, wrong_lengths) = ([torch.from_numpy(x).to(device) for x in r] for r in rows)
    model.to(device)
    if args.go_on_from:
        # Turned so that they lie as near as can be to what the student says already.
        some = torch.randperm(len(text), generator=torch.Generator().manual_seed(2))[:20000].to(device)
        with torch.no_grad():
            says = torch.cat([Encoder.pool(model(clean[p].long(), m), m) for p in some.split(2000) for m in [torch.arange(LONGEST, device=device)[None] < lengths[p][:, None]]])
            u, _, v = torch.linalg.svd((taught[some].float() @ directions).T @ says)
            directions = directions @ (u @ v)
    order, first, count = neighbourhoods(taught, device)
    chances = torch.cumsum(share, 0).to(device)
    closing = torch.zeros(len(kept), dtype=torch.bool, device=device)
    closing[[kept.index(c) for c in ".?!"]] = True
    sep = kept.index(SEP)
    decayed = [p for p in model.parameters() if p.ndim == 2]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.01}, {"params": [p for p in model.parameters() if p.ndim == 1], "weight_decay": 0.0}], lr=RATE, betas=(0.9, 0.98), fused=device == "cuda")
    path, start = os.path.join(args.out, "checkpoint.pt"), 0
    if os.path.exists(path):
        saved = torch.load(path, map_location=device)
        model.load_state_dict(saved["model"]), optimizer.load_state_dict(saved["optimizer"])
        start = saved["step"]
        print("goes on from step", start, flush=True)
    off = ~torch.eye(BATCH, dtype=torch.bool, device=device)
    forward = torch.compile(model, dynamic=True) if args.compile else model
    begun = since = time.time()
    sums, steps, step = torch.zeros(4, device=device), args.steps, start
    while step < steps:
        if args.seconds and step == start + 100:
            begun = time.time()
        if args.seconds and step == start + 300:
            # What can be done in the time left; said, so that it can be done again.
            each = (time.time() - begun) / 200
            steps = step + int((args.seconds - (time.time() - STARTED)) / each)
            args.decay = steps // 2
            print(f"{each:.4f} s a step: --steps {steps} --exact-until {args.exact_until} --decay {args.decay}", flush=True)
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARMUP, max(0.003, (steps - step) / max(1, args.decay)))
        Rounded.on = step >= args.exact_until
        # Half of a step is drawn line by line; the other half are sixteen lines each of some neighbourhoods.
        g = torch.Generator(device=device).manual_seed(args.first + step)
        drawn = torch.searchsorted(chances, torch.rand(BATCH // 2 + BATCH // 32, generator=g, device=device, dtype=torch.float64)).clamp_max(len(text) - 1)
        heart = drawn[BATCH // 2 :].repeat_interleave(16)
        near = order[first[heart] + (torch.rand(len(heart), generator=g, device=device) * count[heart]).long()]
        pick = torch.cat([drawn[: BATCH // 2], near])
        chance = torch.rand(len(pick), generator=g, device=device)
        slip = chance < 0.15
        ids = torch.where(slip[:, None], wrong[pick], clean[pick]).long()
        length = torch.where(slip, wrong_lengths[pick], lengths[pick])
        # Three in ten lose their closing mark: questions are typed so.
        last = ids.gather(1, (length - 2).clamp_min(0)[:, None])[:, 0]
        bare = closing[last] & (torch.rand(len(pick), generator=g, device=device) < 0.3) & (length > 3)
        length = length - bare.long()
        ids[bare] = ids[bare].scatter(1, (length[bare] - 1)[:, None], sep)
        ids = ids[:, : int(length.max())]
        mask = torch.arange(ids.shape[1], device=device)[None] < length[:, None]
        # In two parts, the shorter and the longer lines, so that little is padding.
        by_length, s = torch.argsort(length), torch.zeros(len(pick), HIDDEN, device=device)
        for part in by_length.split(BATCH // 2):
            width = int(length[part].max())
            s = s.index_copy(0, part, Encoder.pool(forward(ids[part, :width], mask[part, :width]), mask[part, :width]))
        full = taught[pick].float()
        t = F.normalize(full @ directions, dim=-1)
        # The same line twice in a step says nothing of how lines differ.
        apart = off & (pick[:, None] != pick[None])
        wanted, got = full @ full.T, s @ s.T
        sentence = (1 - (t * s).sum(1)).mean()
        relation = ((got - wanted)[apart] ** 2).mean()
        soft = lambda x: F.log_softmax((x / 0.05).masked_fill(~apart, -1e4), 1)
        order_loss = F.kl_div(soft(got), soft(wanted), reduction="batchmean", log_target=True)
        loss = sentence + 10 * relation + 0.2 * order_loss
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        sums += torch.stack([sentence.detach(), relation.detach(), order_loss.detach(), torch.ones((), device=device)])
        step += 1
        if step % 500 == 0 or step == steps:
            a, b, c, n = sums.tolist()
            print(step, f"sentence {a / n:.5f} relation {b / n:.5f} order {c / n:.5f}", f"{(time.time() - since) / n:.4f} s/step", flush=True)
            sums.zero_()
            since = time.time()
        if step % 5000 == 0 or step == steps:
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, path + ".part")
            os.replace(path + ".part", path)


def bf16(x):
    """The upper half of float32, rounded to nearest."""
    bits = np.ascontiguousarray(x, dtype="<f4").view("<u4").astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def from_bf16(x):
    return (x.astype("<u4") << 16).view("<f4")


def packed_rows(w):
    """(bytes, what they stand for): scales, then five bits a weight in the order the product reads them.

    Eight rows side by side, four inputs at a time: row 0's inputs 0..3, row 1's, … row 7's, then
    inputs 4..7. The low four bits of each weight plus 16 come first, the fifth bits after them.
    """
    w = w.detach().numpy()
    scale = from_bf16(bf16(np.maximum(np.abs(w).max(1), 1e-8) / WEIGHT_LEVELS))
    levels = np.clip(np.rint(w / scale[:, None]), -WEIGHT_LEVELS, WEIGHT_LEVELS)
    n, k = w.shape
    order = (levels + 16).astype(np.uint8).reshape(n // 8, 8, k // 4, 4).transpose(0, 2, 1, 3).reshape(-1)
    low, high = order & 15, order >> 4
    return scale.astype("<f4").tobytes() + (low[0::2] | low[1::2] << 4).tobytes() + np.packbits(high, bitorder="little").tobytes(), levels * scale[:, None]


def packed_table(w):
    """(bytes, what they stand for): a scale for each 32 values, then four bits a value, plus 8."""
    w = w.detach().numpy()
    g = w.reshape(-1, GROUP)
    scale = bf16(np.maximum(np.abs(g).max(1), 1e-8) / TABLE_LEVELS)
    levels = np.clip(np.rint(g / from_bf16(scale)[:, None]), -TABLE_LEVELS, TABLE_LEVELS)
    stored = (levels + 8).astype(np.uint8).reshape(-1)
    return scale.tobytes() + (stored[0::2] | stored[1::2] << 4).tobytes(), (levels * from_bf16(scale)[:, None]).reshape(w.shape)


def read_model(path):
    """A model file's pieces, and a model of the numbers that it stands for."""
    data = open(path, "rb").read()
    at = 16

    def take(dtype, count):
        nonlocal at
        out = np.frombuffer(data, dtype, count, at)
        at += out.nbytes
        return out

    def rows(n, k):
        scale, low, fifth = take("<f4", n), take("u1", n * k // 2), take("u1", n * k // 8)
        levels = np.stack([low & 15, low >> 4], 1).reshape(-1) + 16 * np.unpackbits(fifth, bitorder="little")
        levels = levels.reshape(n // 8, k // 4, 8, 4).transpose(0, 2, 1, 3).reshape(n, k).astype("f4") - 16
        return torch.tensor(levels * scale[:, None])

    floats = lambda *shape: torch.tensor(take("<f4", math.prod(shape)).reshape(shape).copy())
    count, width, layers, inner, positions = (int(n) for n in take("<u4", 5))
    kept = bytes(take("u1", int(take("<u4", 1)[0]))).decode().split("\n")[:-1]
    model = Encoder(count, [inner] * layers)
    scale, values = from_bf16(take("<u2", count * width // GROUP)), take("u1", count * width // 2)
    values = np.stack([values & 15, values >> 4], 1).reshape(-1, GROUP).astype("f4") - 8
    model.tokens.weight.data = torch.tensor((values * scale[:, None]).reshape(count, width))
    model.positions.weight.data[:positions] = floats(positions, width)
    model.norm.weight.data, model.norm.bias.data = floats(width), floats(width)
    for layer in model.layers:
        for m in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
            m.weight.data, m.bias.data = rows(*m.weight.shape), floats(m.weight.shape[0])
        for norm in (layer.norm1, layer.norm2):
            norm.weight.data, norm.bias.data = floats(width), floats(width)
    return kept, model


def written(kept, model, path):
    """Writes the model file; returns its length in bytes."""
    # The product looks pieces up by halving, so they stand in the order of their bytes.
    order = sorted(range(len(kept)), key=lambda i: kept[i].encode())
    kept, model.tokens.weight.data = [kept[i] for i in order], model.tokens.weight.data[order]
    out = [struct.pack("<5I", len(kept), HIDDEN, len(LAYERS), model.layers[0].up.out_features, MAX_TOKENS)]
    pieces = "".join(p + "\n" for p in kept).encode()
    out += [struct.pack("<I", len(pieces)), pieces, packed_table(model.tokens.weight)[0]]
    floats = lambda *tensors: b"".join(t.detach().numpy().astype("<f4").tobytes() for t in tensors)
    out.append(floats(model.positions.weight[:MAX_TOKENS], model.norm.weight, model.norm.bias))
    for layer in model.layers:
        for m in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
            out += [packed_rows(m.weight)[0], floats(m.bias)]
        out.append(floats(layer.norm1.weight, layer.norm1.bias, layer.norm2.weight, layer.norm2.bias))
    with open(path + ".part", "wb") as f:
        body = b"".join(out)
        f.write(b"ABMODEL1" + hashlib.sha256(body).digest()[:8] + body)
    os.replace(path + ".part", path)
    return 16 + len(body)


def export(args):
    """Writes the model that was trained."""
    kept = read_model(args.go_on_from)[0] if args.go_on_from else lines(os.path.join(args.out, "pieces.txt"))
    saved = torch.load(os.path.join(args.out, "checkpoint.pt"), map_location="cpu")
    model = Encoder(len(kept), [saved["model"][f"layers.{i}.up.bias"].shape[0] for i in range(len(LAYERS))])
    model.load_state_dict(saved["model"])
    print(f"step {saved['step']}: {written(kept, model, args.model)} bytes")


def blend(args):
    """Writes the weighted mean of models of the same pieces, number by number: of one and what came of going on from it, the
    mean is often better than either (Wortsman et al. 2022, "Model soups")."""
    specs = [(path, float(weight or 1)) for path, _, weight in (m.partition(":") for m in args.models)]
    models = [read_model(path) for path, _ in specs]
    kept, model = models[0]
    if any(pieces != kept for pieces, _ in models):
        sys.exit("the models have not the same pieces")
    total = sum(weight for _, weight in specs)
    states = [m.state_dict() for _, m in models]
    model.load_state_dict({name: sum(s[name] * (weight / total) for s, (_, weight) in zip(states, specs)) for name in states[0]})
    print(written(kept, model, args.model), "bytes")


@torch.no_grad()
def reference(args):
    """What PyTorch makes of a few lines by the model file's numbers, for the product's test."""
    kept, model = read_model(args.model)
    for layer in model.layers:
        for m in (layer.query, layer.key, layer.value, layer.out, layer.up, layer.down):
            m.__class__ = InputRounded
    tokenizer = wordpiece(kept)
    with open(args.reference, "w", encoding="utf-8") as f:
        for line in lines(args.text[0]):
            row = encode(tokenizer, [line])[0]
            ids, mask = pad([row])
            vector = model.pool(model(ids, mask), mask)[0]
            f.write(json.dumps({"text": line, "pieces": row, "vector": [round(float(x), 5) for x in vector]}) + "\n")


@torch.no_grad()
def agreement(args):
    pieces, model = read_model(args.model)
    tokenizer, found = wordpiece(pieces), []
    for folder in args.sets:
        text = []
        for name, field in (("queries.dev.jsonl", "text"), ("corpus.jsonl", "question")):
            some = [r[field] for r in map(json.loads, lines(os.path.join(folder, name))) if r.get(field)]
            random.Random(1).shuffle(some)
            text += some[:200]
        said, taught = vectors(model.eval(), encode(tokenizer, text)), taught_by(args.teacher, text, "cpu").float()
        said, taught = (x.fill_diagonal_(-1) for x in (said @ said.T, taught @ taught.T))
        off = ~torch.eye(len(text), dtype=torch.bool)
        near = [x.topk(5, 1).indices for x in (said, taught)]
        same = (near[0][:, :, None] == near[1][:, None]).any(2).float().mean()
        found.append((float(torch.corrcoef(torch.stack([said[off], taught[off]]))[0, 1]), float(same)))
        print(os.path.basename(os.path.normpath(folder)), "%.3f / %.3f" % found[-1], flush=True)
    print("mean %.3f / %.3f" % tuple(sum(f) / len(f) for f in zip(*found)))


@torch.no_grad()
def measure(args):
    """P@1 of cosine alone: a set's first 500 questions (shuffled) against its stored questions, each by
    itself / with the softened maximum over all phrasings of an answer added. With a model and teachers both, how far they agree
    on 200 questions and 200 stored ones: the correlation of the similarities of all pairs, and the share of the nearest five
    that are the same."""
    if args.model and args.teacher:
        return agreement(args)
    if args.model:
        pieces, model = read_model(args.model)
        model.eval()
        tokenizer = wordpiece(pieces)
        embed = lambda text: vectors(model, encode(tokenizer, text))
    else:
        embed = lambda text: taught_by(args.teacher, text, "cpu").float()
    means = []
    rows = lambda *path: [json.loads(l) for l in open(os.path.join(*path), encoding="utf-8") if l.strip()]
    for folder in args.sets:
        records, right = rows(folder, "corpus.jsonl"), collections.defaultdict(set)
        for line in lines(os.path.join(folder, "qrels.dev.tsv")):
            question, record, grade = line.split("\t")
            if grade.isdigit() and int(grade) > 0:
                right[question].add(record)
        asked = [q for q in rows(folder, "queries.dev.jsonl") if str(q["id"]) in right]
        random.Random(1).shuffle(asked)
        asked, answers = asked[:500], {}
        number = torch.tensor([answers.setdefault(r.get("answer", "").strip() or i, len(answers)) for i, r in enumerate(records)])
        cosine = embed([q["text"] for q in asked]) @ embed([r["question"] for r in records]).T
        pool = torch.zeros(len(asked), len(answers)).index_add_(1, number, torch.exp(cosine / 0.1))
        pooled = 0.1 * torch.log(pool / torch.bincount(number))[:, number]
        hits = lambda scores: sum(records[int(s.argmax())]["id"] in right[str(q["id"])] for s, q in zip(scores, asked)) / len(asked)
        means.append((hits(cosine), hits(cosine + pooled)))
        print(os.path.basename(os.path.normpath(folder)), "%.3f / %.3f" % means[-1], flush=True)
    print("mean %.3f / %.3f" % tuple(sum(m) / len(m) for m in zip(*means)))


class InputRounded(nn.Linear):
    """A linear map with its weights as stored, that rounds its inputs as the product does."""

    def forward(self, x):
        return F.linear(rounded_input(x), self.weight, self.bias)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["vocabulary", "teach", "train", "export", "blend", "reference", "measure"])
    p.add_argument("--teacher", nargs="+", default=[], metavar="DIR[:WEIGHT]")
    p.add_argument("--text", nargs="+", default=[])
    p.add_argument("--out")
    p.add_argument("--sets", nargs="+", default=[], help="folders of graded questions to measure on")
    p.add_argument("--go-on-from", metavar="FILE", help="a model file to start from, instead of the first teacher's layers")
    p.add_argument("--size", type=int, default=18000)
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--decay", type=int, default=1200)
    p.add_argument("--exact-until", type=int, default=2000)
    p.add_argument("--first", type=int, default=0, help="the number of the first step: a later stage reads on")
    p.add_argument("--seconds", type=float, default=0, help="as many steps as fit into so many seconds from the start, instead of --steps")
    p.add_argument("--compile", action="store_true", help="by PyTorch's compiler")
    p.add_argument("--words", type=int, default=30)
    p.add_argument("--models", nargs="+", default=[], metavar="FILE[:WEIGHT]", help="the model files to blend")
    p.add_argument("--model", help="the model file to write")
    p.add_argument("--reference", help="where to write reference vectors of the --text lines")
    args = p.parse_args()
    if args.out:
        os.makedirs(args.out, exist_ok=True)
    {"vocabulary": vocabulary, "teach": teach, "train": train, "export": export, "blend": blend, "reference": reference, "measure": measure}[args.what](args)


main()
