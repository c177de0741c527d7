#!/usr/bin/env python3
"""Gathers the free text that the semantic model learns from: one sentence or question a line.

  training/text.py OUT [--no-packages] [--questions FILE ...] [--exclude FILE ...] [--any]

Sources, all under free licences (training/MODEL.md lists them): the documentation and dictionaries
of the Debian packages named below (install them first; what is missing is skipped and said), the
short descriptions of Debian's packages, and any --questions FILE (a question a line).

The same installed versions give the same file. --exclude names texts that must not be learned from
(evaluation questions, JSON lines with "text" or "question", or plain lines): a line whose folded
words equal one of theirs is dropped, and the number dropped is printed.
"""
import argparse, glob, gzip, hashlib, html, json, os, re, subprocess, sys

PACKAGES = """libreoffice-help-en-us gnome-user-docs debian-handbook wordnet-base dict-gcide dict-foldoc debian-faq
python3.11-doc postgresql-doc-15 gimp-help-en fortunes linux-doc-6.1 debian-reference-en installation-guide-amd64
developers-reference aptitude-doc-en anarchism gnucash-docs freedombox-doc-en r-doc-html kicad-doc-en tellico-doc debmake-doc apache2-doc
dict-jargon dict-devil dict-vera dict-elements""".split()
# At most so many lines from one source, taken by hash, so that no manual outweighs plain language.
CAP = {"linux-doc-6.1": 40000, "postgresql-doc-15": 30000, "python3.11-doc": 30000, "installation-guide-amd64": 3000}
DEFAULT_CAP = 250000

TAG = re.compile(r"<(script|style|pre|code)\b.*?</\1>", re.S | re.I)
BLOCK = re.compile(r"</?(p|li|td|th|h\d|title|div|dt|dd|tr|br|item|note|section)\b[^>]*>", re.I)
ANY = re.compile(r"<[^>]+>")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")
WORDS = re.compile(r"[a-z0-9']+")


def fold(line):
    return " ".join(WORDS.findall(line.lower()))


def sentences(text):
    for block in text.split("\n\n"):
        block = " ".join(block.split())
        for s in SENTENCE.split(block):
            yield s


def markup(text):
    text = TAG.sub(" ", text)
    text = BLOCK.sub("\n\n", text)
    return html.unescape(ANY.sub("", text))


def read(path):
    opener = gzip.open if path.endswith((".gz", ".dz")) else open
    with opener(path, "rt", encoding="utf-8", errors="ignore") as f:
        return f.read()


def package_files(name):
    listed = subprocess.run(["dpkg", "-L", name], capture_output=True, text=True).stdout.split("\n")
    return sorted(f for f in listed if os.path.isfile(f) and not os.path.islink(f))


def wordnet(path):
    """Glosses and the quoted examples of WordNet's data files."""
    for line in read(path).split("\n"):
        if "|" not in line or line.startswith("  "):
            continue
        gloss = line.split("|", 1)[1]
        for example in re.findall(r'"([^"]+)"', gloss):
            yield example
        yield re.sub(r'"[^"]*"', "", gloss).strip(" ;")


def package(name):
    for path in package_files(name):
        base = os.path.basename(path)
        if name == "wordnet-base":
            if base.startswith("data."):
                yield from wordnet(path)
        elif name == "gnome-user-docs":
            if "/help/C/" in path and path.endswith(".page"):
                yield from sentences(markup(read(path)))
        elif path.endswith(".docbook"):
            if "/HTML/en/" in path:
                yield from sentences(markup(read(path)))
        elif path.endswith((".html", ".htm", ".xhtml")):
            if re.search(r"/gnucash-[a-z]+-(?!en\b|C\b)", path):
                continue
            if re.search(r"/(html|manual)/[a-z]{2}(-[A-Z]{2})?/", path) and not re.search(r"/en(-US)?/", path):
                continue
            if re.search(r"/handbook|/debian-handbook/", path) and "en-US" not in path:
                continue
            yield from sentences(markup(read(path)))
        elif path.endswith(".dict.dz"):
            text = re.sub(r"\[[^\]]*\]|\{|\}|\\", " ", read(path))
            yield from sentences(text)
        elif "/games/fortunes/" in path and "." not in base and "art" not in base and "offensive" not in path:
            yield from sentences(re.sub(r"\n%\n", "\n\n", read(path)))


def descriptions():
    """What Debian says of all packages known to apt; the long ones are there after `apt-get -o Acquire::Languages=en update`."""
    run = lambda *args: subprocess.run(["apt-cache", "-o", "Acquire::Languages=en", *args], capture_output=True, text=True, errors="ignore").stdout
    names = sorted(run("pkgnames").split())
    for at in range(0, len(names), 1000):
        long = False
        paragraph = ""
        for line in run("--no-all-versions", "show", *names[at : at + 1000]).split("\n"):
            if re.match(r"Description(-en)?:", line):
                yield line.split(":", 1)[1].strip()
                long = True
            elif long and line.startswith(" ") and line != " .":
                paragraph += line
            else:
                yield from sentences(paragraph)
                paragraph, long = "", long and line == " ."


def wanted(line):
    words = line.split()
    if not 3 <= len(words) <= 36 or len(line) > 220:
        return False
    letters = sum(c.isalpha() or c == " " for c in line)
    return letters / len(line) > 0.85 and line.isascii()


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("out")
    args.add_argument("--no-packages", action="store_true", help="the --questions alone")
    args.add_argument("--questions", nargs="*", default=[])
    args.add_argument("--exclude", nargs="*", default=[])
    args.add_argument("--any", action="store_true", help="also lines of one or two words, and such as are mostly numbers and marks")
    args = args.parse_args()
    banned = set()
    for path in args.exclude:
        for line in open(path, encoding="utf-8"):
            if line.lstrip().startswith("{"):
                row = json.loads(line)
                banned.update(fold(str(row[k])) for k in ("text", "question", "answer") if row.get(k))
            else:
                banned.add(fold(line))
    seen, dropped, out = set(), 0, []
    sources = [] if args.no_packages else [(n, package(n)) for n in PACKAGES] + [("package descriptions", descriptions())]
    sources += [(p, open(p, encoding="utf-8")) for p in args.questions]
    for name, lines in sources:
        kept = []
        for line in lines:
            line = " ".join(line.split())
            key = fold(line)
            if key in seen or not (wanted(line) or args.any and 0 < len(line) <= 220 and line.isascii()):
                continue
            if key in banned:
                dropped += 1
                continue
            seen.add(key)
            kept.append(line)
        cap = CAP.get(name, 1 << 30 if name in args.questions else DEFAULT_CAP)
        if len(kept) > cap:
            kept = sorted(kept, key=lambda s: hashlib.sha1(s.encode()).digest())[:cap]
        print(f"{len(kept):8} {name}", file=sys.stderr)
        out += kept
    # An order that depends on nothing but the text itself.
    out.sort(key=lambda s: hashlib.sha1(s.encode()).digest())
    with open(args.out + ".part", "w", encoding="utf-8") as f:
        f.write("\n".join(out) + "\n")
    os.replace(args.out + ".part", args.out)
    print(f"{len(out):8} lines in all; {dropped} dropped as equal to an excluded text", file=sys.stderr)


main()
