#!/usr/bin/env python3
"""Learns the ranking and confidence weights of src/weights.rs from labelled questions.

  training/fit.py ranking    --sets DIR ... [--questions FILE --corpus FILE] [--contrast FILE] [--mixed FIRST+SECOND ...] [--held-out SHARE] [--words-only] [--loso]
  training/fit.py confidence --sets DIR ... [the same]

A set is a folder with corpus.jsonl, queries.dev.jsonl ({"id","text"}), qrels.dev.tsv and perhaps
oos.dev.jsonl (questions without an answer). --questions with --corpus adds a file of graded
questions ({"text","expect":[substring, ...]|null}) on a corpus of pairs and passages mixed; --contrast
adds minimal pairs ({"id","stored","answer","asked","same"}), "asked" counting as unanswerable. Of both
files every second line is learned from; the others are left for the tests.

--mixed FIRST+SECOND joins two sets that lie beside the others, the pairs of one and the passages of another, and asks up to 400
questions of each: what is learned from either alone does not tell how a pair stands beside a passage.

Each set weighs the same, however many questions it has. `ranking` fits the weighted sum by the
softmax likelihood of a right record among the candidates found; `confidence` fits the log odds that
the first candidate is right by logistic regression, unanswerable questions counting as wrong and
together weighing as much as the answerable ones.
With --loso each set is also measured with weights learned without it, and without its near twin
(--twins A,B names sets that share questions).
--words-only learns the weights used where meaning is not compared.

Needs numpy and a release build (target/release/answerbook, or what ANSWERBOOK names).
"""
import argparse, collections, json, os, random, subprocess, sys, tempfile
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.environ.get("ANSWERBOOK") or os.path.join(HERE, "..", "target", "release", "answerbook")
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
        model = ["--model", "none"] if a.words_only else []
        run = subprocess.run([BINARY, "batch", "-", "--corpus", corpus, "--index", index, "--explain", "--top", str(TOP), "-j", "2", "--no-timing"] + model,
                             input=feed, capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        return [json.loads(x) for x in run.stdout.splitlines()]


def kept_answers(records, share):
    """The records less a `share` of the answers, the same ones each time; questions stored twice
    and answers given twice go together."""
    lead = list(range(len(records)))

    def find(i):
        while lead[i] != i:
            lead[i] = lead[lead[i]]; i = lead[i]
        return i

    seen = {}
    for i, r in enumerate(records):
        for text in [r.get("answer") or r.get("text") or str(i)] + ([r["question"].lower()] if r.get("question") else []):
            lead[find(i)] = find(seen.setdefault(text.strip(), i))
    groups = sorted({find(i) for i in range(len(records))})
    gone = set(random.Random(7).sample(groups, round(len(groups) * share)))
    return [r for i, r in enumerate(records) if find(i) not in gone]


def labelled_set(folder, without=0.0):
    """[(response, which candidates are right, whether any record is)]; asked of the corpus less a share of its answers."""
    qrels = {}
    for line in open(os.path.join(folder, "qrels.dev.tsv"), encoding="utf-8"):
        p = line.rstrip("\n").split("\t")
        if len(p) > 1 and (len(p) < 3 or p[2].replace(".", "").isdigit() and float(p[2]) > 0):
            qrels.setdefault(p[0], set()).add(p[1])
    asked = [(q, qrels[str(q["id"])]) for q in jsonl(os.path.join(folder, "queries.dev.jsonl")) if str(q["id"]) in qrels]
    oos = os.path.join(folder, "oos.dev.jsonl")
    if os.path.exists(oos) and os.path.basename(os.path.normpath(folder)) not in a.answerable_only:
        asked += [(q, set()) for q in jsonl(oos)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as corpus:
        records = kept_answers(jsonl(os.path.join(folder, "corpus.jsonl")), without)
        corpus.writelines(json.dumps(r) + "\n" for r in records)
        corpus.flush()
        there = {r.get("id", r.get("_id")) for r in records}
        asked = [(q, right & there) for q, right in asked]
        responses = ask(corpus.name, [q for q, _ in asked])
    return [(r, [c["id"] in right for c in r["candidates"]], bool(right)) for r, (_, right) in zip(responses, asked)]


def labelled_mixed(folders, most=400):
    """As `labelled_set`, of the sets in these folders joined, so many questions of each."""
    with tempfile.TemporaryDirectory() as joined:
        files = {name: open(os.path.join(joined, name), "w", encoding="utf-8") for name in ("corpus.jsonl", "queries.dev.jsonl", "qrels.dev.tsv", "oos.dev.jsonl")}
        for n, folder in enumerate(folders):
            mark = "%d-" % n
            for r in jsonl(os.path.join(folder, "corpus.jsonl")):
                files["corpus.jsonl"].write(json.dumps({**r, "id": mark + str(r.get("id", r.get("_id")))}) + "\n")
            for name in ("queries.dev.jsonl", "oos.dev.jsonl"):
                path = os.path.join(folder, name)
                rows = jsonl(path) if os.path.exists(path) and not (name.startswith("oos") and os.path.basename(os.path.normpath(folder)) in a.answerable_only) else []
                for q in random.Random(1).sample(rows, min(most, len(rows))):
                    files[name].write(json.dumps({"id": mark + str(q["id"]), "text": q["text"]}) + "\n")
            for line in open(os.path.join(folder, "qrels.dev.tsv"), encoding="utf-8"):
                query, record, *grade = line.rstrip("\n").split("\t")
                files["qrels.dev.tsv"].write("\t".join([mark + query, mark + record, *grade]) + "\n")
        for f in files.values():
            f.close()
        return labelled_set(joined)


def labelled_questions(path, corpus):
    """A candidate is right when its record's text holds one of the expected substrings."""
    questions = jsonl(path)[::2]
    records, out = {}, []
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


def labelled_contrast(path):
    """Minimal pairs: what asks otherwise has no right record."""
    rows = jsonl(path)[::2]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as corpus:
        corpus.writelines(json.dumps({"id": r["id"], "question": r["stored"], "answer": r["answer"]}) + "\n" for r in rows)
        corpus.flush()
        asked = [(s, r["id"]) for r in rows for s in r["same"]] + [(r["asked"], None) for r in rows]
        responses = ask(corpus.name, [{"text": text} for text, _ in asked])
    return [(r, [c["id"] == right for c in r["candidates"]], right is not None) for r, (_, right) in zip(responses, asked)]


# Which way each feature may speak: a wrong sign only says that features overlap.
SIGNS = {"missing": -1, "unknown": -1, "answer_sort_missing": -1, "one_word": -1, "attribute_missing": -1,
         "by_text_sort_missing": -1, "by_text_attribute_missing": -1, "name_missing": -1, "by_text": 0, "pair": 0, "bias": 0,
         "negated": -1, "other_number": -1, "opposite": -1, "swapped": -1, "other_sort": -1, "other_name": -1, "replaced": -1, "asks_otherwise": -1}


def held(w, names):
    """The nearest weights whose signs are as they may be."""
    sign = np.array([SIGNS.get(n, 1) for n in names])
    return np.where(sign > 0, np.maximum(w, 0), np.where(sign < 0, np.minimum(w, 0), w))


def adam(gradient, w, names, rate, steps):
    m, v = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, steps + 1):
        g = gradient(w)
        m = 0.9 * m + 0.1 * g; v = 0.999 * v + 0.001 * g * g
        now = rate * min(1, 4 * (1 - step / (steps + 1)))
        w = held(w + now * (m / (1 - 0.9 ** step)) / (np.sqrt(v / (1 - 0.999 ** step)) + 1e-8), names)
    return w


class Ranked:
    """One set's questions: features of the candidates (padded), which are right, which are there."""

    def __init__(self, rows, names):
        self.answerable = np.array([answerable for *_, answerable in rows])
        self.x = np.zeros((len(rows), TOP, len(names)), "f4")
        self.right = np.zeros((len(rows), TOP), bool)
        self.there = np.zeros((len(rows), TOP), bool)
        for i, (r, labels, _) in enumerate(rows):
            for j, c in enumerate(r["candidates"][:TOP]):
                self.x[i, j] = [p["value"] for p in c["parts"]]
                self.right[i, j], self.there[i, j] = labels[j], True
        any_right = (self.right & self.there).any(1) & (~self.right & self.there).any(1)
        self.fit = [z[any_right] for z in (self.x, self.right, self.there)]

    def gradient(self, w):
        x, right, there = self.fit
        if not len(x):
            return 0
        s = np.where(there, x @ w.astype("f4"), -1e9)
        p = np.exp(s - s.max(1, keepdims=True)); p /= p.sum(1, keepdims=True)
        t = p * right; t /= t.sum(1, keepdims=True)
        return np.einsum("ij,ijk->k", t - p, x) / len(x)

    def first_right(self, w):
        s = np.where(self.there, self.x @ w.astype("f4"), -1e9)
        hit = self.right[np.arange(len(s)), s.argmax(1)]
        return hit[self.answerable].mean()


def fit_ranking(sets, start, fixed, l2, names, steps=500):
    def gradient(w):
        g = sum(weight * s.gradient(w) for s, weight in sets) / sum(weight for _, weight in sets) - l2 * (w - start)
        g[fixed] = 0
        return g
    return adam(gradient, start.copy(), names, 0.05, steps)


def kind(response):
    """Whether the first candidate is a pair or a passage."""
    return "pair" if response["candidates"][0]["kind"] == "faq" else "passage"


def is_contrasted(response):
    """Whether a firm sign of contrast holds the first candidate's confidence down, as in src/confidence.rs."""
    on = {p["feature"] for p in response["explain"]["confidence"] if p["value"] > 0.5}
    return bool(on & {"negated", "other_number", "opposite", "swapped", "other_sort"}) or {"other_name", "name_missing"} <= on


class Judged:
    """One set's first candidates: features, whether right, how much each counts."""

    def __init__(self, rows):
        n_in = sum(x for *_, x in rows); n_out = len(rows) - n_in
        judged = lambda r: r["candidates"] and 0 < r["confidence"] < 0.985 and a.only in (None, kind(r))
        kept = [(r, y, x) for r, y, x in rows if judged(r)]
        self.x = np.array([[p["value"] for p in r["explain"]["confidence"]] + [1.0] for r, *_ in kept]).reshape(len(kept), len(rows[0][0]["explain"]["confidence"]) + 1)
        self.y = np.array([bool(y[0]) for _, y, _ in kept], float)
        self.w = np.array([(1 / n_in if x else 1 / n_out) / (2 if n_out else 1) for *_, x in kept])
        # Whole sets, for measuring: those not judged by the model keep what they were given.
        self.rows = [(r["confidence"], bool(y and y[0]), x) for r, y, x in rows]
        self.judged = [bool(judged(r)) for r, *_ in rows]
        self.most = np.array([0.3 if is_contrasted(r) else 0.98 for r, *_ in kept])

    def gradient(self, w):
        if not len(self.x):
            return 0
        return self.x.T @ (self.w * (self.y - 1 / (1 + np.exp(-(self.x @ w)))))

    def log_loss(self, w):
        if not len(self.x):
            return float("nan")
        p = 1 / (1 + np.exp(-(self.x @ w)))
        return -np.sum(self.w * np.log(np.where(self.y > 0, p, 1 - p))) / self.w.sum()

    def confidences(self, w):
        p = iter(np.minimum(1 / (1 + np.exp(-(self.x @ w))), self.most))
        return [(next(p) if j else c, right, x) for j, (c, right, x) in zip(self.judged, self.rows)]


def right_at(rows, precision):
    """Share of answerable questions answered right while `precision` of the answers given are right."""
    rows = sorted(rows, key=lambda r: -r[0])
    best = n = right = 0
    total = sum(x for *_, x in rows)
    for k, (c, ok, x) in enumerate(rows):
        n += 1; right += ok
        if (k + 1 == len(rows) or rows[k + 1][0] != c) and right / n >= precision:
            best = max(best, right / total)
    return best


def binned(rows, bins=10):
    """[(mean confidence, share right, share of all)] in bins of equal weight; unanswerable questions
    together weigh as much as the answerable ones."""
    n_in = sum(x for *_, x in rows); n_out = len(rows) - n_in
    rows = sorted((c, float(ok), 1.0 if x else n_in / n_out) for c, ok, x in rows)
    total = sum(w for *_, w in rows)
    at, bin_, out = 0.0, [], []
    for row in rows + [None]:
        if bin_ and (row is None or at + row[2] > total / bins * (1 + 1e-9)):
            weight = sum(w for *_, w in bin_)
            out.append((sum(c * w for c, _, w in bin_) / weight, sum(ok * w for _, ok, w in bin_) / weight, weight / total))
            at, bin_ = 0.0, []
        if row is not None:
            bin_.append(row); at += row[2]
    return out


def calibration_error(rows):
    return sum(abs(c - ok) * share for c, ok, share in binned(rows))


def reliability(path, sets):
    """Draws the share that is right over the confidence, a panel a set."""
    side, gap, columns = 130, 34, 4
    height = -(-len(sets) // columns) * (side + gap) + gap
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">' % (columns * (side + gap) + gap, height),
           '<rect width="100%" height="100%" fill="#fff"/>']
    for i, (name, rows) in enumerate(sets):
        x, y = gap + i % columns * (side + gap), gap + i // columns * (side + gap)
        place = lambda c, ok: "%.1f,%.1f" % (x + c * side, y + (1 - ok) * side)
        out.append('<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#999"/>' % (x, y, side, side))
        out.append('<polyline points="%s %s" stroke="#bbb" stroke-dasharray="3"/>' % (place(0, 0), place(1, 1)))
        out.append('<polyline points="%s" fill="none" stroke="#246" stroke-width="1.5"/>' % " ".join(place(c, ok) for c, ok, _ in binned(rows)))
        out.append('<text x="%d" y="%d">%s %.3f</text>' % (x, y - 5, name, calibration_error(rows)))
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(out + ["</svg>", ""]))


def decided(rows, threshold):
    said = [(ok, x) for c, ok, x in rows if c >= threshold]
    right = sum(ok for ok, _ in said)
    return right / max(1, len(said)), right / max(1, sum(x for *_, x in rows))


def show(names, w):
    for name, x in zip(names, w):
        print("  %-26s %8.3f" % (name, x))
    print("  [" + ", ".join("%.2f" % x for x in w) + "]")


def without(named, name):
    """The sets less this one and its twins."""
    parts = set(name.rstrip("~").split("+"))
    parts.update(x for t in a.twins for x in t.split(",") if parts & set(t.split(",")))
    return [(s, weight) for n, s, weight in named if not parts & set(n.rstrip("~").split("+"))]


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("what", choices=["ranking", "confidence"])
p.add_argument("--sets", nargs="*", default=[])
p.add_argument("--questions"); p.add_argument("--corpus"); p.add_argument("--contrast")
p.add_argument("--weight", type=float, default=1, help="how many sets the questions count for")
p.add_argument("--contrast-weight", type=float, default=1, help="how many sets the minimal pairs count for")
p.add_argument("--mixed", nargs="*", default=[], metavar="FIRST+SECOND", help="folders beside the first of --sets to join two and two")
p.add_argument("--mixed-weight", type=float, default=0.3, help="how many sets each of those counts for")
p.add_argument("--words-only", action="store_true")
p.add_argument("--only", choices=["pair", "passage"], help="confidence: learn from first candidates of this kind alone")
p.add_argument("--picture", metavar="FILE", help="confidence with --loso: draw a reliability diagram, a panel a set")
p.add_argument("--twins", nargs="*", default=["banking77,banking77_oos"])
p.add_argument("--held-out", type=float, metavar="SHARE", help="learn also from each set less this share of its answers: what is near and yet not there")
p.add_argument("--answerable-only", nargs="*", default=[], metavar="SET", help="sets whose unanswerable questions are not learned from")
p.add_argument("--loso", action="store_true")
p.add_argument("--threshold", type=float, default=0.42, help="confidence: where to count what is answered; the shipped one")
p.add_argument("--l2", type=float)
p.add_argument("--keep", nargs="*", default=[], help="confidence: the only features that are given weight")
p.add_argument("--drop", nargs="*", default=[], help="features that are given no weight")
p.add_argument("--hold", nargs="*", default=[], metavar="NAME=WEIGHT", help="ranking: features whose weight is given")
a = p.parse_args()
folders = [os.path.basename(os.path.normpath(d)) for d in a.sets]
# Twins count as one set.
shared = lambda n: next((sum(x in t.split(",") for x in folders) for t in a.twins if n in t.split(",")), 1)
named = [(n, labelled_set(d), 1 / shared(n)) for n, d in zip(folders, a.sets)]
if a.held_out:
    named = [(n, rows, w / 2) for n, rows, w in named] + [(n + "~", labelled_set(d, a.held_out), w / 2) for (n, _, w), d in zip(named, a.sets)]
beside = os.path.dirname(os.path.normpath(a.sets[0])) if a.sets else ""
named += [(m, labelled_mixed([os.path.join(beside, x) for x in m.split("+")]), a.mixed_weight) for m in a.mixed]
if a.questions:
    named.append(("questions", labelled_questions(a.questions, a.corpus), a.weight))
if a.contrast:
    named.append(("contrast", labelled_contrast(a.contrast), a.contrast_weight))
sample = next(r for _, rows, _ in named for r, *_ in rows if r["candidates"])
if a.what == "ranking":
    names = [x["feature"] for x in sample["explain"]["parts"]]
    start = np.zeros(len(names))
    for _, rows, _ in named:                               # the weights now in use, from value and points
        for r, *_ in rows:
            for c in r["candidates"]:
                for i, x in enumerate(c["parts"]):
                    if abs(x["value"]) > 0.2 and not start[i]:
                        start[i] = x["points"] / x["value"]
    start[0] = 10
    start[[names.index(n) for n in a.drop]] = 0
    blank = np.zeros(len(names)); blank[0] = 10
    given = {names.index(n): float(w) for n, w in (x.split("=") for x in a.hold)}
    for i, weight in given.items():
        blank[i] = weight
    fixed = [*given] + [names.index(n) for n in a.drop] + [i for i, n in enumerate(names) if n == "exact" or n == "pair" and not a.questions]  # a pair's place beside passages is told by the questions alone
    l2 = 0.002 if a.l2 is None else a.l2
    sets = [(n, Ranked(rows, names), weight) for n, rows, weight in named]
    w = fit_ranking([(s, weight) for _, s, weight in sets], blank, fixed, l2, names)
    show(names, w)
    for name, s, _ in sets:
        figures = [s.first_right(start), s.first_right(w)]
        if a.loso:
            figures.append(s.first_right(fit_ranking(without(sets, name), blank, fixed, l2, names)))
        print("%-18s now %.3f  learned %.3f" % (name, *figures[:2]) + ("  without it %.3f" % figures[2] if a.loso else ""), flush=True)
else:
    names = [x["feature"] for x in sample["explain"]["confidence"]] + ["bias"]
    l2 = 0.0005 if a.l2 is None else a.l2
    sets = [(n, Judged(rows), weight) for n, rows, weight in named]

    fixed = [i for i, n in enumerate(names) if n in a.drop or a.keep and n not in a.keep and n != "bias"]

    def fit(sets):
        sets = [(s, weight) for s, weight in sets if len(s.x)]
        total = sum(weight for _, weight in sets)

        def gradient(w):
            g = sum(weight * s.gradient(w) for s, weight in sets) / total - l2 * np.append(w[:-1], 0)
            g[fixed] = 0
            return g
        return adam(gradient, np.zeros(len(names)), names, 0.05, 3000)

    w = fit([(s, weight) for _, s, weight in sets])
    show(names, w)
    panels = []
    for name, s, _ in sets:
        for how, weights in [("learned", w)] + ([("without it", fit(without(sets, name)))] if a.loso else []):
            rows = s.confidences(weights)
            precision, right = decided(rows, a.threshold)
            if how == "without it" and name in folders:
                panels.append((name, rows))
            print("%-18s %-10s log loss %.3f  right at 80%% %.3f  90%% %.3f  ECE %.3f  at %.2f: %.3f of answers right, %.3f answered right" % (
                name, how, s.log_loss(weights), right_at(rows, 0.8), right_at(rows, 0.9), calibration_error(rows), a.threshold, precision, right), flush=True)
    if a.picture:
        reliability(a.picture, panels)
