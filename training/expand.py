#!/usr/bin/env python3
"""python3 expand.py requests.grammar.txt N SEED > out.txt   (deterministic, stdlib only)
Grammar:
  @@common            shared section;   @name   a domain
  SLOT: x | y | z     upper-case slot list, used as {SLOT}; may itself hold slots and choices
  a: / i: / q: / k:   domain intents: a = action (base verb), i = problem clause, q = direct question
                      or request, k = keyword noun phrase.  May be repeated; entries split by ' | '
  fa: / fi: / fq: / fk: / fc:   shared frames around {a} {i} {q} {k}
  [x/y/]              inline choice (empty allowed)
"""
import re, sys, random
CH = re.compile(r'\[([^\[\]]*)\]')
SL = re.compile(r'\{(\w+)\}')

def load(path):
    common, doms, cur = {}, {}, None
    for n, line in enumerate(open(path, encoding='utf-8'), 1):
        line = line.strip()
        if not line or line.startswith('#'): continue
        if line == '@@common': cur = common; continue
        if line.startswith('@'): cur = doms.setdefault(line[1:].strip(), {}); continue
        k, _, v = line.partition(':')
        if not re.fullmatch(r'\w+', k): sys.exit('line %d: bad line %r' % (n, line))
        cur.setdefault(k, []).extend(x.strip() for x in v.split(' | ') if x.strip())
    return common, doms

def fill(t, dom, common, rnd, memo=None, sub=False):
    """Expand t. The same slot takes the same value in each clause of a line ({a},{i},{q},{k}),
    and different values when it occurs more than once inside one clause."""
    if memo is None: memo = {}
    cnt = {}
    while True:
        m = CH.search(t)
        if m:
            t = t[:m.start()] + rnd.choice(m.group(1).split('/')) + t[m.end():]; continue
        m = SL.search(t)
        if not m: return t
        k = m.group(1)
        pool = dom.get(k) or common.get(k)
        if not pool: raise KeyError(k)
        if k in ('a', 'i', 'q', 'k'):
            v = fill(rnd.choice(pool), dom, common, rnd, memo, True)
        else:
            n = cnt[k] = cnt.get(k, 0) + 1
            key = (k, n, sub)
            if key not in memo:
                v = rnd.choice(pool)
                for _ in range(6):
                    if all(v != w for (kk, _n, _s), w in memo.items() if kk == k): break
                    v = rnd.choice(pool)
                memo[key] = v
            v = memo[key]
        t = t[:m.start()] + v + t[m.end():]

KINDS = ['q']*36 + ['a']*31 + ['i']*19 + ['k']*6 + ['c']*6

def finish(s, rnd, common):
    s = re.sub(r'\s+', ' ', s).strip()
    s = re.sub(r'\s+([,.?!;:])', r'\1', s)
    s = re.sub(r'\b(?:on|for the) (tomorrow|today|next week)\b', r'\1', s)
    s = re.sub(r'\?[,.]', '?', s)
    s = re.sub(r'\ba (?=(?:[aeio]|un(?!i)|hour|mri\b)[a-z0-9]*\b)(?!one\b|euro|once)', 'an ', s)
    return s

Q1 = re.compile(r'^(how|what|why|when|where|who|which|is|are|can|could|do|does|did|will|would|should|am|any|has|have|may|must)\b')

PROPER = []
def proper(common):
    if not PROPER:
        ws = [w for k in ('COUNTRY', 'CITY', 'LANG', 'DAY') for w in common[k]] + ['january', 'christmas', 'english']
        ws = [w[4:] if w.startswith('the ') else w for w in ws]
        ws = [w for w in ws if w not in ('turkey', 'china', 'polish', 'tomorrow', 'next week', 'weekend', 'today', '15th')]
        PROPER.append(re.compile(r'\b(' + '|'.join(sorted(set(ws), key=lambda w: (-len(w), w))) + r')s?\b'))
    return PROPER[0]

def style(s, kind, rnd, common, dom):
    s = finish(s, rnd, common)
    isq = bool(Q1.match(s)) or s.endswith('?')
    if s.endswith('?'): s = s[:-1]
    tail = False
    if kind != 'k':
        r = rnd.random()
        op = fill(rnd.choice(common['OPEN']), dom, common, rnd) + ' '
        cl = ' ' + fill(rnd.choice(common['CLOSE']), dom, common, rnd)
        if r < .13 or .20 <= r < .22: s = op + s
        if .13 <= r < .22:
            tail = True
            if isq and rnd.random() < .4: cl = '? ' + cl.lstrip(' ,')
            s += cl
    s = finish(s, rnd, common)
    if rnd.random() < .55:
        s = proper(common).sub(lambda m: m.group(0).upper() if m.group(0) == 'uk' else m.group(0).title(), s)
        s = s[0].upper() + s[1:]
        s = re.sub(r"\bi(?=('(m|ve|ll|d))?\b(?![.-]\w))", 'I', s)
    if not s.endswith(('?', '.', '!')):
        p = rnd.random()
        if kind == 'k': s += '?' if p < .1 else ''
        elif isq and '? ' not in s: s += '?' if p < .64 else ''
        else: s += '.' if p < .3 else ('!' if p < .32 else '')
    return s

def gen(common, doms, n, seed):
    rnd = random.Random(seed)
    names = sorted(doms); seen = set(); out = []; stale = 0
    while len(out) < n and stale < 200:
        rnd.shuffle(names); new = 0
        for name in names:
            d = doms[name]
            for _ in range(40):
                kind = rnd.choice(KINDS)
                f = rnd.choice(common['f' + kind])
                s = style(finish(fill(f, d, common, rnd), rnd, common), kind, rnd, common, d)
                key = re.sub(r'[^a-z0-9]+', ' ', s.lower()).strip()
                if key in seen: continue
                seen.add(key); out.append((name, s)); new += 1; break
            if len(out) >= n: break
        stale = 0 if new else stale + 1
    return out

if __name__ == '__main__':
    common, doms = load(sys.argv[1])
    if len(sys.argv) > 2 and sys.argv[2] == 'check':
        bad = 0
        for n, d in doms.items():
            for k, es in list(d.items()):
                for e in es:
                    for s in SL.findall(e):
                        if s not in d and s not in common: print('missing', n, k, s, '|', e); bad += 1
                    if e.count('[') != e.count(']') or e.count('{') != e.count('}'): print('bracket', n, e); bad += 1
            for k in 'aiqk':
                if len(d.get(k, [])) < 5: print('thin', n, k, len(d.get(k, [])))
        t = sum(len(d.get(k, [])) for d in doms.values() for k in 'aiqk')
        m = min(sum(len(d.get(k, [])) for k in 'aiq') for d in doms.values())
        print('domains', len(doms), 'intent templates', t, 'min per domain (a+i+q)', m,
              'frames', sum(len(common[x]) for x in ('fa','fi','fq','fk','fc')), 'errors', bad)
        sys.exit()
    for _, s in gen(common, doms, int(sys.argv[2]), int(sys.argv[3])): print(s)
