#!/usr/bin/env python3
"""Makes lines that no manual and no grammar holds; no labels, a line each.

  training/varied.py WORDNET LINES OUT N    WORDNET is the folder of data.noun, index.noun and the like (wordnet-base)

A question about a thing by the kind of thing it is, or of doing something with a thing, in frames that we wrote; a line of
LINES with others of their kind in the place of one or two of its nouns; a stretch of a line; a line without its small
words, as typed into a search box; any two lines, one after the other; what people type in a chat, with
invented names, numbers and codes. `main` says how many of each. The same input gives the same OUT. They are often nonsense, and need be nothing else:
nobody is taught an answer, only what a teacher makes of the line.
"""
import collections, random, re, sys

# WordNet's lexicographer files of nouns: their numbers, and what people ask of such things.
ASKED = {
    "04 act": """how do i get better at {n}? | when did {n} become common? | is {n} legal? | what is the purpose of {n} | who is responsible for {n}? | {n} rules
how much does {n} cost? | what are the risks of {n}? | do i need a permit for {n}? | where can i learn {n} | is {n} the same as {o}? | how long does {n} usually last?
what equipment is needed for {n} | can {n} be stopped? | why was {n} banned | i was accused of {n} | an example of {n} | how does {n} differ from {o}""",
    "05 animal": """what does {a} eat? | how long does {a} live | is {a} dangerous? | where do you find {p} | can i keep {a} as a pet? | how big is {a}? | why do {p} make that noise
are {p} endangered? | how do {p} survive the winter? | {a} bit me, what should i do | how do i get rid of {p}? | do {p} lay eggs | what is the difference between {a} and {b}?
how many species of {n} are there | my dog was chased by {a} | are {p} related to {q}? | what eats {p} | how fast can {a} run?""",
    "06 artifact": """how does {a} work? | who invented the {n}? | where can i buy {a}? | how much is {a} | my {n} is broken | how do i clean {a} | what is {a} made of?
do you repair {p}? | can i take {a} on board? | is {a} better than {b}? | the {n} that i ordered never arrived | i want to return the {n} | what size of {n} do i need
need {a} | {n} price | {n} and {o} set | how do i replace the {n}? | i lost my {n} | is there a guarantee on the {n}? | when were {p} first used
how do i fit {a} to the {o} | do you have {p} in stock? | which {n} do you recommend | why does the {n} squeak | who makes the best {p}? | the {n} came without {b}""",
    "07 attribute": """how is {n} measured? | what does {n} mean | why is {n} important? | can {n} be improved? | what causes {n} | how do i show {n} in an interview? | is {n} a sign of {o}?
the {n} of the {x} | who is known for {n}? | is there a lack of {n} | what affects the {n} of {q} | does {n} increase with age?""",
    "08 body": """what does the {n} do? | where is the {n} | my {n} hurts | how do i protect my {n} | why does my {n} itch? | i have a pain in my {n} | is surgery of the {n} risky
how long does it take for {a} to heal? | can the {n} be replaced? | what is the {n} made of | exercises for the {n} | is it normal that my {n} is swollen?""",
    "09 cognition": """who came up with {n}? | what is meant by {n} | how is {n} taught? | examples of {n} | is {n} still accepted? | what is the difference between {n} and {o}
where can i study {n}? | why do people believe in {n}? | {n} explained simply | is there any evidence for {n} | books about {n} | how does {n} influence {o}?""",
    "10 communication": """how do i write {a}? | who wrote the {n} | where can i read the {n}? | what does {a} look like | is {a} binding? | did he sign the {n} | when was the {n} published?
how do i send {a} | i never got the {n} | can i get a copy of the {n}? | what is the {n} about? | who received the {n} | what language is the {n} in | the {n} has a mistake in it
how do i cancel {a}? | what was said in the {n} | how many pages is the {n}""",
    "11 event": """when is the {n}? | what happened at the {n} | where does the {n} take place | how many people died in the {n}? | who won the {n} | what led to the {n}
is the {n} cancelled? | can i get tickets for the {n}? | how long did the {n} last | who was there for the {n}? | what time does the {n} start | will there be {a} this year""",
    "12 feeling": """why do i feel {n}? | how do i deal with {n} | is {n} normal? | what is the opposite of {n} | how do i tell {n} from {o}? | what triggers {n} | i am full of {n}""",
    "13 food": """how do i make {n}? | is {n} healthy | how many calories are in {n}? | can i freeze {n} | what goes well with {n}? | how long does {n} keep | do you serve {n}?
is there gluten in {n} | recipe for {n} with {o} | what can i use instead of {n}? | i am allergic to {n} | where does {n} come from | can babies eat {n}? | a kilo of {n}, please
how much {n} should i eat per day | does {n} contain sugar? | {n} or {o} for breakfast""",
    "14 group": """who belongs to the {n}? | how do i join the {n} | when was the {n} founded? | who leads the {n} | where is the {n} based? | is {a} allowed to vote
how many members does the {n} have? | what does the {n} do | how do i contact the {n}? | i want to leave the {n} | did the {n} support the {o}?""",
    "15 location": """where is {n}? | how do i get to {n} | what is the population of {n}? | is {n} worth a visit | what language is spoken in {n} | what's the weather like in {n}?
who rules {n} | what is {n} famous for? | flights to {n} | do i need a visa for {n}? | how far is {n} from {o} | which river runs through {n}? | is {n} safe at night
when did {n} become independent? | what currency do they use in {n} | best hotel in {n} | do you deliver to {n}? | the capital of {n} | who was born in {n}
is {n} north of {o}? | what time is it in {n} | which countries border {n}? | does {n} have an agreement with {o}""",
    "17 object": """how was the {n} formed? | how high is the {n} | where is the {n}? | who discovered {a} | can you swim in the {n}? | how far away is the {n}
what lives in the {n} | is the {n} protected? | how old is the {n} | how deep is the {n}? | what is {a} made of""",
    "18 person": """who was {n}? | what does {a} do? | how do i become {a} | how much does {a} earn? | when was {n} born | where did {n} live? | can i speak to {a}
what is {n} known for | who is the {n} of the company? | my {n} refuses to help me | do i need {a} for that? | is {n} still alive | what did {n} write?
was {n} married | how old is {n}? | i want to complain about the {n} | who did {n} meet | the {n} was rude to me | what is the difference between {a} and {b}?
did {n} ever visit {c}? | find me {a} near {c} | when did {n} die | why did {n} leave {c}""",
    "19 phenomenon": """what causes {n}? | how does {n} work | can {n} be predicted? | is {n} dangerous | where does {n} occur? | how strong is {n} | who discovered {n}?
what is the effect of {n} on {o} | how do i protect myself from {n}?""",
    "20 plant": """how do i grow {n}? | when does {n} bloom | is {n} poisonous? | how often should i water {n} | where does {n} grow? | can i eat {n} | how tall does {n} get?
what is {n} used for | my {n} is losing its leaves | does {n} need shade? | seeds of {n} | is {n} an evergreen | {n} in a pot""",
    "21 possession": """how is {n} calculated? | when do i get my {n} | am i entitled to {n}? | do i have to pay {n} | who pays the {n}? | how do i claim {n} | is {n} taxable
why was my {n} reduced? | what is the maximum {n} | how do i reduce my {n} | my {n} has not arrived | the {n} was charged twice | when is the {n} due?""",
    "22 process": """what happens during {n}? | how long does {n} take | what speeds up {n}? | why is {n} needed | how is {n} controlled | where does {n} take place? | {n} step by step""",
    "23 quantity": """how much is {a}? | how many {p} are in {b} | convert {p} to {q} | what is {a} worth in euros? | is {a} more than {b} | how do you write {n} as a number""",
    "24 relation": """what is the {n} between the two? | how is {n} defined | what does {n} show? | is there any {n} between {x} and {y} | why does the {n} matter""",
    "26 state": """what are the symptoms of {n}? | how is {n} treated | is {n} contagious? | what causes {n} | can {n} be prevented? | how long does {n} last | is there a cure for {n}?
how do you get {n} | i was diagnosed with {n} | do i have {n}? | who is most at risk of {n}? | can children catch {n} | how does {n} spread? | test for {n}
is {n} fatal | what medicine helps against {n}? | can i work with {n} | how do i avoid {n} while travelling? | does {n} lead to {o} | stages of {n} | my mother has {n}
should i stay at home with {n}? | what is the difference between {n} and {o} | living with {n} | can pets get {n}?""",
    "27 substance": """is {n} toxic? | what is {n} used for | where is {n} found? | how is {n} made | does {n} dissolve in water? | can i take {n} with {o}? | what is the melting point of {n}
what are the side effects of {n}? | how much {n} should i take | is {n} flammable | how do i remove {n} from clothes? | do you sell {n} | is there {n} in {o}?""",
    "28 time": """when is {n}? | what happened in {n} | how long is {a} | are you open on {n}? | is {n} a holiday | what do people do during {n}? | why is it called {n}
can i come in {n} | how many days until {n}? | is it possible to extend the {n}""",
}
DONE = """how do i {v} {t}? | can i {v} {t} | i want to {v} {t} | who can {v} {t}? | is it allowed to {v} {t}? | why did they {v} {t} | what happens if i {v} {t} | please {v} {t}
i tried to {v} {t} | did you {v} {t}? | when will you {v} {t}? | how much does it cost to {v} {t} | i forgot to {v} {t} | don't {v} {t} | where do people {v} {t}
i can't {v} {t} without {u} | does it help to {v} {t}? | we had to {v} {t} because of {u} | how to {v} {t} with {u}"""
CHAT = """hi | hello there | hey, anyone here | good morning | good evening {i} | thanks | thank you so much | thx a lot | ok thanks bye | bye | see you later | yes | no | nope
yup | yeah sure | maybe | not really | ok | okay | cool | great | wow | nice one | lol | haha | hmm | what | what? | huh | really? | are you sure? | why not
are you a robot | am i talking to a person? | talk to a human | connect me to an agent | i want to speak to someone | call me | please call me on {d} | my number is {d}
what the heck | this is ridiculous | you are useless | you are not helping | that's not what i asked | i don't understand | repeat that please | say it again
never mind | forget it | stop | cancel | wait | help | help me please | i need help | can you help | who are you | what can you do | what is your name
how are you | tell me a joke | i love you | i am bored | sing a song | good job | well done | sorry | my mistake | i was wrong | that is right | correct | wrong
my name is {i} | i am {i} from {w} | this is {i} speaking | do you know {i}? | who is {i} | is {i} there | i spoke to {i} yesterday | {i}
order {d} | where is my order {d} | my order number is {d} | track {d} | code {d} does not work | invoice {d} | it says error {d} | reference {d} please
i want {w} | need {w} | {w} | price of {w} | is {w} available | how do i use {w} | what is {w} | {w} side effects | do you have {w} | {w} vs {z} | {w} is not working
does {w} work with {z} | how much is {w} | when will {w} be back in stock | can i take {w} with food | where is the {w} office | {w} review | download {w}
how to install {w} on {z} | {w} crashes when i open {z} | i cannot log in to {w} | cancel my {w} subscription | {w} customer care | is {w} the same as {z}
can't find {w} on the website | did {w} sign the contract with {z} | what does {w} stand for | when was {w} founded | who owns {w} | {w} near {z} | send {w} to {z}
my friend has {w} | the doctor gave me {w} | is {w} safe during pregnancy | how did {w} start | is it true about {w}? | {w} news | {w} or {z}? | update on {w}"""
SMALL = set("""a an the is are was were be been am do does did can could will would should may might must i you he she it we they me my your his her our their this that
of to in on at for with by from as and or if so what how when where who which why there please just not have has had""".split())
SPLIT = re.compile(r"[A-Za-z'-]+|[^A-Za-z'-]+")


def frames(text):
    return [f.strip() for line in text.split("\n") for f in line.split("|")]


def article(noun):
    return noun if noun[0].isupper() else ("an " if noun[0] in "aeio" else "a ") + noun


def plural(noun):
    return noun[:-1] + "ies" if re.search("[^aeiou]y$", noun) else noun + "es" if re.search("(s|x|z|ch|sh)$", noun) else noun + "s"


class WordNet:
    """Its nouns by kind, and the verbs that people use."""

    def __init__(self, folder):
        self.nouns, self.kinds = collections.defaultdict(list), collections.defaultdict(list)
        kind_of = {}
        for line in open(folder + "/data.noun", encoding="utf-8"):
            if line.startswith("  "):
                continue
            fields = line.split()
            kind_of[fields[0]] = fields[1]
            for at in range(int(fields[3], 16)):
                noun = fields[4 + 2 * at].replace("_", " ")
                if noun.count(" ") < 3 and re.fullmatch(r"[A-Za-z' -]{3,28}", noun):
                    self.nouns[fields[1]].append(noun)
        # What kind a word is first of all, where the texts that WordNet counts use it at all, and more often so than as a verb;
        # the commoner a word, the oftener it stands in the list.
        count = collections.Counter()
        for line in open(folder + "/cntlist.rev", encoding="utf-8"):
            key, _, times = line.split()
            lemma, _, sense = key.partition("%")
            count[lemma, sense[0]] += int(times)
        often = lambda word, part, other: count[word, part].bit_length() if count[word, part] > count[word, other] else 0
        for line in open(folder + "/index.noun", encoding="utf-8"):
            fields = line.split()
            if not line.startswith("  ") and "_" not in fields[0] and len(fields[0]) > 2:
                self.kinds[kind_of[fields[6 + int(fields[3])]]] += [fields[0]] * often(fields[0], "1", "2")
        self.kind = {word: kind for kind, words in self.kinds.items() for word in words}
        self.verbs = []
        for line in open(folder + "/index.verb", encoding="utf-8"):
            fields = line.split()
            if not line.startswith("  "):
                self.verbs += [fields[0].replace("_", " ")] * often(fields[0], "2", "1")


def asked(net, rnd):
    """A question about a thing, by its kind. Half of the things are words in common use."""
    name = rnd.choice(list(ASKED_FRAMES))
    some = lambda: rnd.choice(net.kinds[name] if net.kinds[name] and rnd.random() < 0.5 else net.nouns[name])
    any_thing = lambda: rnd.choice(net.kinds[rnd.choice(("04", "06", "09", "14", "18"))])
    n, o = some(), some()
    return rnd.choice(ASKED_FRAMES[name]).format(n=n, o=o, a=article(n), b=article(o), p=plural(n), q=plural(o), x=any_thing(), y=any_thing(), c=rnd.choice(net.nouns["15"]))


def done(net, rnd):
    """Somebody does something with a thing."""
    thing = lambda: rnd.choice(net.kinds[rnd.choice(("06", "06", "10", "13", "14", "18", "21", "26", "27", "05", "04"))])
    t = rnd.choice(["my {}", "the {}", "{}", "a new {}", "{} and {}"]).format(thing(), thing())
    return rnd.choice(DONE_FRAMES).format(v=rnd.choice(net.verbs), t=t, u=thing())


def swapped(net, rnd, line):
    """The line with one or two nouns changed for others of the same kind."""
    parts = SPLIT.findall(line)
    nouns = []
    for at, word in enumerate(parts):
        bare = word.lower()
        one = bare if bare in net.kind else bare[:-1] if bare.endswith("s") and bare[:-1] in net.kind else None
        if one and len(one) > 3 and bare not in SMALL:
            nouns.append((at, one, bare != one))
    if not nouns:
        return None
    for at, one, many in rnd.sample(nouns, min(len(nouns), rnd.choice((1, 1, 2)))):
        other = rnd.choice(net.kinds[net.kind[one]])
        parts[at] = plural(other) if many else other
    return "".join(parts)


def stretch(rnd, line):
    words = line.split()
    if len(words) < 4:
        return None
    size = rnd.randint(2, min(9, len(words) - 1))
    at = rnd.randint(0, len(words) - size)
    return " ".join(words[at : at + size]).strip(" ,;:.-()")


def searched(rnd, line):
    words = [w for w in re.findall(r"[A-Za-z0-9'-]+", line) if w.lower() not in SMALL]
    return " ".join(words[:8]) if 1 < len(words) else None


SYLLABLES = "ba be bi bo ca ce co da de di do fa fi fo ga go ha he ja ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no nu pa pe po ra re ri ro ru sa se si so ta te ti to tu va ve vi vo xa ya za ze zi zo".split()
ENDS = ["", "n", "x", "r", "l", "s", "t", "d", "ol", "in", "ix", "ex", "um", "is", "ly", "ify", "io", "max", "tec", "plus", " pro", " 2", " 360"]


def invented(rnd):
    return "".join(rnd.choice(SYLLABLES) for _ in range(rnd.choice((1, 2, 2, 3)))) + rnd.choice(ENDS)


def chatted(net, rnd):
    person = rnd.choice(net.nouns["18"]) if rnd.random() < 0.3 else invented(rnd)
    word = lambda: rnd.choice((invented, lambda r: r.choice(net.nouns["06"]), lambda r: r.choice(net.nouns["27"]), lambda r: r.choice(net.nouns["26"])))(rnd)
    number = rnd.choice((str(rnd.randrange(10 ** rnd.randint(1, 10))), rnd.choice("abcdefghk") + str(rnd.randrange(100000)), "%s-%d" % (invented(rnd)[:3], rnd.randrange(1000))))
    line = rnd.choice(CHAT_FRAMES).format(i=person, d=number, w=word(), z=word())
    if rnd.random() < 0.3:
        line += rnd.choice((", ", ". ", " ")) + rnd.choice(CHAT_FRAMES).format(i=person, d=number, w=word(), z=word())
    return line


ASKED_FRAMES = {name.split()[0]: frames(text) for name, text in ASKED.items()}
DONE_FRAMES, CHAT_FRAMES = frames(DONE), frames(CHAT)


def main():
    folder, lines, out, most = sys.argv[1], [l.strip() for l in open(sys.argv[2], encoding="utf-8")], sys.argv[3], int(sys.argv[4])
    net, rnd, seen = WordNet(folder), random.Random(1), set()
    line = lambda: rnd.choice(lines)
    # How many parts of the whole each kind is; a chat has fewer different lines than the world has things.
    kinds = [(6, lambda: asked(net, rnd)), (3, lambda: done(net, rnd)), (6, lambda: swapped(net, rnd, line())), (3, lambda: stretch(rnd, line())),
             (3, lambda: searched(rnd, line())), (2, lambda: chatted(net, rnd)), (1, lambda: line() + " " + line())]
    deck = [make for parts, make in kinds for _ in range(parts)]
    with open(out, "w", encoding="utf-8") as f:
        while len(seen) < most:
            made = rnd.choice(deck)()
            if made and made not in seen and len(made.split()) <= 30:
                seen.add(made)
                f.write(made + "\n")


main()
