#!/usr/bin/env python3
"""Makes questions and requests out of statements; no labels, a line each.

  training/asked.py SENTENCES OUT [N]

SENTENCES are those of text.py. What a manual says one does something *for* ("to delete the selected rows") is what
somebody wants to do, what a gloss explains is what somebody asks the name of, and what a sentence states somebody
doubts or wonders at. The frames are ours. They are not always good English, nor need they be: nobody is taught an
answer, only what a teacher makes of the line. The same SENTENCES give the same OUT; at most N lines (300,000).
"""
import hashlib, random, re, sys

GOAL = re.compile(r"\b[Tt]o ((?!be |have |the |a |an |this |that |it |you |each |all |any |one )[a-z]{3,} [^.,;:()\"]{6,60})[.,;:)]")
WANTS = """how do i {g}? | how can i {g} | how to {g} | can i {g}? | is there a way to {g}? | i want to {g} | i'd like to {g} | i need to {g} | please {g}
i can't {g} | why am i unable to {g} | what do i need to {g}? | where do i {g}? | what happens when i {g}? | who is allowed to {g}? | when should i {g}?
help me {g} | could you {g} for me | {g} | what does it cost to {g}? | how long does it take to {g}? | do i have to {g}? | is it safe to {g}?
what's the quickest way to {g} | i tried to {g} but it failed | i would rather not {g} | how often should i {g}? | is it possible to {g} without help?"""
NAMES = """what do you call {n}? | what is the word for {n} | {n} | is there a name for {n}? | tell me about {n} | where can i find {n}? | who needs {n}?
how much is {n}? | what is {n} used for? | why would anyone want {n}? | do you have {n}? | which is the best kind of {n}? | i am looking for {n}"""
DOUBTS = """is it true that {s}? | why is it that {s}? | since when is it so that {s}? | what does it mean that {s}? | i read that {s} | how come {s}?
who says that {s}? | does anyone know whether {s}? | what if {s}? | i was told that {s}, is that right? | where does it say that {s}?"""
MINE = [(r"\b(the|your|a|an) (user|reader)s?'s?\b", "my"), (r"\byour\b", "my"), (r"\byou\b", "i"), (r"\byourself\b", "myself")]
STATED = re.compile(r"^(The|A|An|Some|Many|Most|All|Each|This|These|There|It|They|He|She|If|In) [^\"()]{12,110}\.$")
NAMED = re.compile(r"^(a|an|any|the) [a-z][^;.\"]{8,70}$")


def frames(text):
    return [f.strip() for line in text.split("\n") for f in line.split("|")]


WANTS, NAMES, DOUBTS = frames(WANTS), frames(NAMES), frames(DOUBTS)


def made(line, rnd):
    for goal in GOAL.findall(line):
        for pattern, mine in MINE:
            goal = re.sub(pattern, mine, goal)
        for frame in rnd.sample(WANTS, 3):
            yield frame.format(g=goal.strip())
    gloss = line.split(";")[0].strip()
    if NAMED.match(gloss):
        for frame in rnd.sample(NAMES, 2):
            yield frame.format(n=gloss)
    if STATED.match(line):
        yield rnd.choice(DOUBTS).format(s=line[0].lower() + line[1:-1])


def main():
    most = int(sys.argv[3]) if len(sys.argv) > 3 else 300000
    out, seen = [], set()
    for line in open(sys.argv[1], encoding="utf-8"):
        line = line.strip()
        for asked in made(line, random.Random(line)):
            if asked not in seen and len(asked.split()) <= 24:
                seen.add(asked)
                out.append(asked)
    print(len(out), "made", file=sys.stderr)
    out.sort(key=lambda s: hashlib.sha1(s.encode()).digest())
    with open(sys.argv[2], "w", encoding="utf-8") as f:
        f.write("".join(l + "\n" for l in out[:most]))


main()
