#!/usr/bin/env python3
"""Learns the ranking and confidence weights of src/weights.rs from labelled questions.

  training/fit.py ranking    --sets DIR [DIR ...]   [--questions FILE --corpus FILE]
  training/fit.py confidence --sets DIR [DIR ...]   [--questions FILE --corpus FILE]

A set is a folder with corpus.jsonl, queries.dev.jsonl ({"id","text"}), qrels.dev.tsv and perhaps
oos.dev.jsonl (questions without an answer). --questions with --corpus adds a file of graded
questions ({"text","expect":[substring, ...]|null}) on a corpus of pairs and passages mixed.

Each set weighs the same, however many questions it has. `ranking` fits the weighted sum by the
softmax likelihood of a right record among the candidates found; `confidence` fits the log odds that
the first candidate is right by logistic regression, unanswerable questions counting as wrong.
With --loso each set is also measured with weights learned without it.

Needs numpy and a release build (target/release/answerbook).
"""
import argparse, json, os, subprocess, sys, tempfile
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.join(HERE, "..", "target", "release", "answerbook")
TOP = 30


def jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(x) for x in f if x.strip()]


def turns(history):
    if history and isinstance(history[0], str):
        return [{"q": history[i], **({"a": history[i + 1]} if i + 1 < len(history) else {})} for i in range(0, len(history), 2)]
    return history or []


def ask(corpus, questions):
    """Every question's explained response, through one batch run."""
    with tempfile.TemporaryDirectory() as index:
        feed = "".join(json.dumps({"id": i, "text": q["text"], "history": turns(q.get("history"))}) + "\n" for i, q in enumerate(questions))
        run = subprocess.run([BINARY, "batch", "-", "--corpus", corpus, "--index", index, "--explain", "--top", str(TOP), "-j", "2", "--no-timing"],
                             input=feed, capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        return [json.loads(x) for x in run.stdout.splitlines()]


def labelled_set(folder):
    """[(response, right ids or a test of a candidate)], unanswerable ones with an empty set."""
    qrels = {}
    for line in open(os.path.join(folder, "qrels.dev.tsv"), encoding="utf-8"):
        p = line.rstrip("\n").split("\t")
        if len(p) > 1 and (len(p) < 3 or p[2].replace(".", "").isdigit() and float(p[2]) > 0):
            qrels.setdefault(p[0], set()).add(p[1])
    asked = [(q, qrels[str(q["id"])]) for q in jsonl(os.path.join(folder, "queries.dev.jsonl")) if str(q["id"]) in qrels]
    oos = os.path.join(folder, "oos.dev.jsonl")
    if os.path.exists(oos):
        asked += [(q, set()) for q in jsonl(oos)]
    responses = ask(os.path.join(folder, "corpus.jsonl"), [q for q, _ in asked])
    return [(r, [c["id"] in right for c in r["candidates"]], bool(right)) for r, (_, right) in zip(responses, asked)]


def labelled_questions(path, corpus):
    """A candidate is right when its record's text holds one of the expected substrings."""
    questions = jsonl(path)
    records = {}
    out = []
    for r, q in zip(ask(corpus, questions), questions):
        labels = []
        for c in r["candidates"]:
            if c["id"] not in records:
                with open(c["source"]["path"], "rb") as f:
                    f.seek(c["source"]["bytes"][0])
                    records[c["id"]] = " ".join(f.read(c["source"]["bytes"][1] - c["source"]["bytes"][0]).decode().lower().split())
            labels.append(any(e in records[c["id"]] for e in q["expect"] or []))
        out.append((r, labels, q["expect"] is not None))
    return out


def values(parts):
    return [p["value"] for p in parts]


# Which way each feature may speak: a wrong sign only says that features overlap.
SIGNS = {"missing": -1, "unknown": -1, "answer_sort_missing": -1, "one_word": -1, "attribute_missing": -1,
         "by_text_sort_missing": -1, "by_text_attribute_missing": -1, "name_missing": -1, "by_text": 0, "pair": 0, "bias": 0}


def held(w, names):
    """The nearest weights whose signs are as they may be."""
    sign = np.array([SIGNS.get(n, 1) for n in names])
    return np.where(sign > 0, np.maximum(w, 0), np.where(sign < 0, np.minimum(w, 0), w))


def fit_ranking(sets, start, fixed, l2, names, steps=400):
    """Gradient ascent (Adam) on the mean log likelihood over sets; `fixed` features keep their weight."""
    data = []
    for rows in sets:
        lists = [(np.array([values(c["parts"]) for c in r["candidates"]]), np.array(y)) for r, y, _ in rows if any(y) and not all(y)]
        data.append(lists)
    w, m, v = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        g = np.zeros_like(w)
        for lists in data:
            for x, y in lists:
                s = x @ w
                p = np.exp(s - s.max()); p /= p.sum()
                t = p * y; t /= t.sum()
                g += (t - p) @ x / len(lists) / len(data)
        g -= l2 * (w - start)
        g[fixed] = 0
        m = 0.9 * m + 0.1 * g; v = 0.999 * v + 0.001 * g * g
        w = held(w + 0.05 * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8), names)
    return w


def first_right(rows, w):
    hits = [bool(y[int(np.argmax(np.array([values(c["parts"]) for c in r["candidates"]]) @ w))]) if r["candidates"] else False
            for r, y, answerable in rows if answerable]
    return sum(hits) / max(len(hits), 1)


def fit_confidence(sets, l2, names, steps=3000):
    xs, ys, ws = [], [], []
    for rows in sets:
        n_in = sum(a for *_, a in rows); n_out = len(rows) - n_in
        for r, y, answerable in rows:
            if not r["candidates"] or r["confidence"] >= 0.985 or r["confidence"] == 0:
                continue
            xs.append(values(r["explain"]["confidence"])); ys.append(bool(y[0]))
            # as the measure does: unanswerable ones together weigh as much as the answerable ones
            ws.append((1 / n_in if answerable else 1 / n_out) / (2 if n_out else 1) / len(sets))
    x, y, weight = np.array(xs), np.array(ys, float), np.array(ws)
    x1 = np.hstack([x, np.ones((len(x), 1))])
    w, m, v = np.zeros(x1.shape[1]), 0, 0
    for step in range(1, steps + 1):
        p = 1 / (1 + np.exp(-(x1 @ w)))
        g = x1.T @ (weight * (y - p)) - l2 * np.append(w[:-1], 0)
        m = 0.9 * m + 0.1 * g; v = 0.999 * v + 0.001 * g * g
        w = held(w + 0.05 * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8), names)
    return w


def log_loss(rows, w):
    loss, weight = 0.0, 0.0
    n_in = sum(a for *_, a in rows); n_out = len(rows) - n_in
    for r, y, answerable in rows:
        if not r["candidates"] or r["confidence"] >= 0.985 or r["confidence"] == 0:
            continue
        p = 1 / (1 + np.exp(-(np.append(values(r["explain"]["confidence"]), 1) @ w)))
        k = 1 / n_in if answerable else 1 / n_out
        loss -= k * np.log(p if y[0] else 1 - p); weight += k
    return loss / weight


def show(names, w):
    for name, x in zip(names, w):
        print("  %-22s %8.3f" % (name, x))
    print("  [" + ", ".join("%.3f" % x for x in w) + "]")


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["ranking", "confidence"])
p.add_argument("--sets", nargs="*", default=[])
p.add_argument("--questions"); p.add_argument("--corpus")
p.add_argument("--weight", type=int, default=1, help="how many sets the questions count for")
p.add_argument("--loso", action="store_true")
p.add_argument("--l2", type=float)
a = p.parse_args()
named = [(os.path.basename(os.path.normpath(d)), labelled_set(d)) for d in a.sets]
if a.questions:
    questions = labelled_questions(a.questions, a.corpus)
    # The only set where pairs and passages compete: it counts for several.
    named += [("questions", questions)] * a.weight
sample = next(r for _, rows in named for r, _, _ in rows if r["candidates"])
if a.what == "ranking":
    parts = sample["explain"]["parts"]
    names = [x["feature"] for x in parts]
    start = np.zeros(len(names))
    seen = {}
    for _, rows in named:                                  # the weights now in use, from value and points
        for r, _, _ in rows:
            for c in r["candidates"]:
                for i, x in enumerate(c["parts"]):
                    if abs(x["value"]) > 0.2 and i not in seen:
                        seen[i] = x["points"] / x["value"]
    for i, x in seen.items():
        start[i] = x
    fixed = [i for i, n in enumerate(names) if n in ("exact",) or (n == "pair" and not a.questions)]
    start[0] = 10
    l2 = 0.002 if a.l2 is None else a.l2
    w = fit_ranking([rows for _, rows in named], start, fixed, l2, names)
    show(names, w)
    for name, rows in named:
        line = "%-18s now %.3f  learned %.3f" % (name, first_right(rows, start), first_right(rows, w))
        if a.loso:
            line += "  learned without it %.3f" % first_right(rows, fit_ranking([x for n, x in named if n != name], start, fixed, l2, names))
        print(line)
else:
    names = [x["feature"] for x in sample["explain"]["confidence"]] + ["bias"]
    l2 = 0.0005 if a.l2 is None else a.l2
    w = fit_confidence([rows for _, rows in named], l2, names)
    show(names, w)
    for name, rows in named:
        line = "%-18s log loss %.3f" % (name, log_loss(rows, w))
        if a.loso:
            line += "  learned without it %.3f" % log_loss(rows, fit_confidence([x for n, x in named if n != name], l2, names))
        print(line)
