#!/usr/bin/env python3
"""The template compiler: what it refuses, and that no value can change the structure of a page.

    test_compiler.py [--full] [--seed N]
"""
import html
import json
import os
import random
import re
import sys
from html.parser import HTMLParser
from urllib.parse import quote

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tools'))
from template_parse import Call, For, If, Literal, Slot, TemplateError, Write  # noqa: E402
from templates import compile_file  # noqa: E402

ICONS = {'plus', 'x'}
HEAD = '{{part p(const struct v *v, const char *text, int64_t n)}}\n'

# (why, body, part of the message)
REFUSED = [
    ('an unquoted attribute', '<a class={{text}}>x</a>', 'quotes'),
    ('an attribute name', '<a {{text}}="x">.</a>', 'quoted attribute'),
    ('a tag name', '<{{text}}>', '&lt;'),
    ('part of a tag name', '<a{{text}}>.</a>', 'quoted attribute'),
    ('part of an attribute name', '<a data-{{text}}="1">.</a>', 'quoted attribute'),
    ('an event attribute', '<a onclick="{{text}}">.</a>', 'onclick'),
    ('a literal event attribute', '<a onclick="x()">.</a>', 'onclick'),
    ('an htmx event attribute', '<a hx-on:click="x()">.</a>', 'hx-on'),
    ('the same with data-', '<a data-hx-on:click="x()">.</a>', 'hx-on'),
    ('a style attribute', '<a style="color:{{text}}">.</a>', 'style'),
    ('srcdoc', '<p srcdoc="{{text}}"></p>', 'srcdoc'),
    ('srcset', '<img srcset="{{text}}" alt="">', 'srcset'),
    ('hx-vals', '<a hx-vals="{{text}}">.</a>', 'hx-vals'),
    ('a style element', '<style>a{}</style>', 'assets'),
    ('an iframe', '<iframe src="/x"></iframe>', 'not used'),
    ('a base', '<base href="/">', 'not used'),
    ('an inline script', '<script>x()</script>', 'inline'),
    ('a value in a script', '<script>{{text}}</script>', 'script'),
    ('plain text in a data block', '<script type="application/json">{{text}}</script>', 'json'),
    ('code in a data block', '<script type="application/json">{}; x()</script>', 'JSON'),
    ('json outside of a data block', '<p>{{json text}}</p>', 'json'),
    ('a value in a comment', '<!-- {{text}} -->', 'comment'),
    ('a doctype in a part', '<!doctype html>', 'layout'),
    ('a scheme of ours by a value', '<a href="java{{text}}">.</a>', 'begins'),
    ('javascript', '<a href="javascript:x()">.</a>', 'begins'),
    ('an unquoted javascript', '<a href=javascript:x>.</a>', 'begins'),
    ('data', '<a href="data:text/html,x">.</a>', 'begins'),
    ('an address without value', '<a href>.</a>', 'value'),
    ('a figure for people in an address', '<a href="/x/{{number n}}">.</a>', 'people'),
    ('markup in an attribute', '<a title="{{money n}}">.</a>', 'attribute'),
    ('markup in a text area', '<textarea>{{light n}}</textarea>', 'textarea'),
    ('an address begun in one branch only', '<a href="{{if n}}/x{{end}}{{text}}">.</a>', 'branch'),
    ('an attribute opened in a branch', '<a {{if n}}title="{{end}}.">.</a>', 'branch'),
    ('a tag opened in a branch', '{{if n}}<b>{{end}}.</b>', 'branch'),
    ('a tag opened in a loop', '{{for r in v.rows, n}}<b>{{end}}', 'loop'),
    ('a tag left open', '<b>.', 'open'),
    ('a tag never opened', '.</b>', 'closes nothing'),
    ('tags crossed', '<b><i>.</b></i>', 'due'),
    ('a void element closed', '<br></br>', 'closes nothing'),
    ('a div that closes itself', '<div/>', 'close itself'),
    ('a page that ends in a tag', '<a class="x"', 'inside'),
    ('a page that ends in a value', '<a class="x', 'inside'),
    ('glued attributes', '<a class="x"id="y">.</a>', 'not understood'),
    ('glued attributes across a branch', '<a{{if n}} class="x"{{end}}id="y">.</a>', 'not understood'),
    ('a post form without its token', '<form method="post" action="/x"></form>', 'csrf'),
    ('a token in a get form', '<form action="/x">{{csrf}}</form>', 'csrf'),
    ('a form in a form', '<form action="/x"><form action="/y"></form></form>', 'form'),
    ('words', '<p>Hello</p>', 'texts.txt'),
    ('Chinese words', '<p>企业</p>', 'texts.txt'),
    ('words in a title', '<p title="Hello">.</p>', 'texts.txt'),
    ('an unknown icon', '{{icon nosuch}}', 'icons.txt'),
    ('an unknown name', '{{other}}', 'called'),
    ('a call', '{{text(n)}}', 'too many'),
    ('arithmetic', '{{n + 1}}', 'understood'),
    ('an assignment', '{{if n = 1}}.{{end}}', 'understood'),
    ('C of another kind', '{{text;}}', 'understood'),
    ('comparing texts', '{{if text == "x"}}.{{end}}', 'view'),
    ('too many values', '{{number n, n}}', 'takes 1'),
    ('an if without end', '{{if n}}.', 'no {{end}}'),
    ('a loop over a name in use', '{{for text in v.rows, n}}.{{end}}', 'new name'),
    ('an else too many', '{{if n}}.{{else}}.{{else}}.{{end}}', 'no place'),
    ('a block in a part', '{{block b}}.{{end}}', 'block'),
    ('a slot in a part', '{{slot b}}', 'layout'),
    ('a part in an attribute', '<a class="{{> p(v, text, n)}}">.</a>', 'part'),
    ('a part in a tag', '<a {{> p(v, text, n)}}>.</a>', 'part'),
    ('a bare <', '1 < 2', '&lt;'),
    ('a processing instruction', '<?x?>', '&lt;'),
    ('CDATA', '<![CDATA[x]]>', '&lt;'),
]
ACCEPTED = [
    ('optional end tags', '<ul><li>.<li>.</ul><table><tr><td>.<tr><td>.</table>'),
    ('svg', '<svg width="{{n}}"><path d="M0 0"/><title>{{text}}</title></svg>'),
    ('conditional attributes', '<input value="{{text}}"{{if n}} checked{{end}}{{if n}} class="x"{{end}}>'),
    ('whole and begun addresses', '<a href="{{text}}">.</a><a href="/{{text}}?a={{text}}">.</a><a href="{{text}}/x">.</a>'),
    ('a form with its token', '<form method="post" action="/x">{{csrf}}</form>'),
    ('a comment', '<!-- Hello -->.'),
    ('else and elif', '{{if n > 3 and not text}}<b>.</b>{{elif n}}<b>.</b>{{else}}.{{end}}'),
]


def compiled(body):
    return compile_file('t.html', HEAD + body + '{{end}}\n', ICONS)


def refusals():
    for why, body, words in REFUSED:
        try:
            compiled(body)
        except TemplateError as error:
            yield why, words in str(error), f'said "{error}"'
        else:
            yield why, False, 'was accepted'
    for why, body in ACCEPTED:
        try:
            compiled(body)
            yield why, True, ''
        except TemplateError as error:
            yield why, False, str(error)


def right_lines():
    """An error, and each #line, names the line of the template."""
    try:
        compile_file('t.html', '{{part p(int64_t n)}}\n{{if n}}\n.\n{{end}}\n\n<p>\n{{oops}}</p>\n{{end}}', ICONS)
        yield 'the line of an error', False, 'was accepted'
    except TemplateError as error:
        yield 'the line of an error', str(error).startswith('t.html:7:'), str(error)
    _, lines = compile_file('t.html', '{{part p(int64_t n)}}\n{{if n}}\n<b>\n{{n}}</b>\n{{end}}\n{{end}}', ICONS)
    at = [i for i, l in enumerate(lines) if 'page_value' in l][0]
    yield 'the line of a value', lines[at - 1] == '#line 4 "t.html"', lines[at - 1]


# ---- no value changes the structure: random templates, each rendered with a tame and a hostile value ----
HOSTILE = ['"><script>x()</script>', "' onload='x()", '</textarea></title></script><img src=x onerror=y>', '--><b>',
           'javascript:x()', '\\u003c', '{{}}', '&lt;b&gt;', 'x y', '</a>', '`', '\x00', '/\\evil', '//evil', ']]>']


def escape(context, value):
    """As page.c does it."""
    if context == 'json':
        return json.dumps(value).replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026')
    if context == 'part':
        return quote(value, safe='-._~')
    if context == 'url':
        safe = value.startswith(('/', '#', '?', 'http://', 'https://', 'mailto:', 'tel:')) and not value.startswith('//') \
            and '\\' not in value and all(ord(c) >= 32 for c in value)
        value = value if safe else '#'
    return html.escape(value)


def render(nodes, value, rng_branch):
    out = ''
    for node in nodes:
        if isinstance(node, Literal):
            out += node.out
        elif isinstance(node, Write):
            out += '' if node.format else escape(node.context, value)
        elif isinstance(node, If):
            chosen = [b for b in node.branches][next(rng_branch) % len(node.branches)]
            out += render(chosen.body, value, rng_branch)
        elif isinstance(node, For):
            for _ in range(next(rng_branch) % 3):
                out += render(node.body, value, rng_branch)
        elif isinstance(node, (Call, Slot)):
            pass
    return out


class Structure(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(('start', tag, tuple(name for name, _ in attrs)))
        for name, value in attrs:
            if name in ('href', 'src', 'action') and value and not value.startswith(
                    ('/', '#', '?', 'http://', 'https://', 'mailto:', 'tel:')):
                self.seen.append(('bad address', value))

    def handle_endtag(self, tag):
        self.seen.append(('end', tag))

    def handle_comment(self, text):
        self.seen.append(('comment',))


def structure(text):
    parser = Structure()
    parser.feed(text)
    parser.close()
    return parser.seen


PIECES = ['<a href="', '/x/', '">', '</a>', '{{text}}', '{{n}}', '<b>', '</b>', ' class="', '"', "'", '>', '<', ' ', '=',
          '{{if n}}', '{{else}}', '{{end}}', '{{for r in v.rows, n}}', '<textarea>', '</textarea>', '<script>',
          '<script type="application/json">', '</script>', '{{json text}}', '<!--', '-->', 'x', ' checked', '<input value="',
          '<li>', '<ul>', '</ul>', '<td>', '<tr>', '<table>', '</table>', ' title="', '<svg>', '</svg>', '<path d="', '/>',
          '<title>', '</title>', '<form method="post" action="/">', '{{csrf}}', '</form>', 'javascript:', 'on', 'click="',
          '<img src="', ' alt="', 'srcdoc="', '{{elif n}}', '<div', '</div>', '<p>', '</p>', '\n', '&lt;', '<pre>', '</pre>']


GROWN = ['<a href="{u}"{a}>{b}</a>', '<b{a}>{b}</b>', '<ul>{l}</ul>', '<table><tr><td>{b}<td{a}>{b}</table>', '{{{{text}}}}',
         '{{{{if n}}}}{b}{{{{else}}}}{b}{{{{end}}}}', '{{{{for r{i} in v.rows, n}}}}{b}{{{{end}}}}', '<textarea{a}>{{{{text}}}}</textarea>',
         '<script type="application/json">{{"x":{{{{json text}}}}}}</script>', '<input value="{{{{text}}}}"{a}>', '.', '<!-- x -->',
         '<svg{a}><title>{{{{text}}}}</title><path d="M0"/></svg>', '<form method="post" action="{u}">{{{{csrf}}}}{b}</form>',
         '<pre>\n {{{{text}}}}</pre>', '<img src="{u}" alt="{{{{text}}}}">']


def grown(rng, depth):
    """A body that is mostly right."""
    address = lambda: rng.choice(['/x/{{text}}', '{{text}}', '/x?a={{text}}&amp;b={{n}}', '#{{text}}', '{{text}}/x'])
    extra = lambda: rng.choice(['', ' class="{{text}} x"', " title='{{text}}'", '{{if n}} checked{{end}}', ' hidden',
                                ' data-x="{{if n}}{{text}}{{end}}"', '{{if n}} id="{{text}}"{{else}} lang="zh"{{end}}'])
    inner = lambda: ''.join(grown(rng, depth - 1) for _ in range(rng.randrange(3))) if depth else '{{text}}'
    listed = lambda: ''.join('<li>' + inner() for _ in range(rng.randrange(3)))
    return rng.choice(GROWN).format(u=address(), a=extra(), b=inner(), l=listed(), i=rng.randrange(10**9))


def random_body(rng):
    body = grown(rng, 3)
    for _ in range(rng.randrange(3)):
        at = rng.randrange(len(body) + 1)
        body = rng.choice([body[:at] + rng.choice(PIECES) + body[at:], body[:at] + body[at + rng.randrange(4):],
                           body[:at] + rng.choice([b for _, b, _ in REFUSED]) + body[at:]])
    return body


def unchangeable(rounds, seed):
    rng = random.Random(seed)
    accepted = 0
    for i in range(rounds):
        body = random_body(rng)
        try:
            parsed, _ = compiled(body)
        except TemplateError:
            continue
        accepted += 1
        branches = [rng.randrange(6) for _ in range(400)]
        tame = structure(render(parsed.definitions[0].body, '/tame', iter(branches)))
        for hostile in HOSTILE:
            wild = structure(render(parsed.definitions[0].body, hostile, iter(branches)))
            if wild != tame:
                yield f'round {i}', False, f'{body!r} with {hostile!r}: {tame} became {wild}'
                return
    yield f'no value changed the structure of a page ({accepted} of {rounds} random templates were accepted, seed {seed})', \
        accepted > rounds // 5, 'too few were accepted to say anything'


# ---- the templates of the tree, cut up and glued together: refused at a line of theirs, or C that hangs together ----
def templates_of_tree():
    found = []
    for top, _, files in sorted(os.walk(os.path.join(ROOT, 'src'))):
        found += [open(os.path.join(top, f), encoding='utf-8').read() for f in sorted(files) if f.endswith('.html')]
    return found


def mutated(rng, sources):
    source = rng.choice(sources)
    for _ in range(1 + rng.randrange(4)):
        other = rng.choice(sources)
        at, end = sorted(rng.randrange(len(source) + 1) for _ in range(2))
        take = rng.randrange(len(other))
        source = rng.choice([
            lambda: source[:at] + source[min(end, at + rng.randrange(1, 40)):],
            lambda: source[:at] + other[take:take + rng.randrange(80)] + source[at:],
            lambda: source[:at] + rng.choice(PIECES + HOSTILE) + source[at:],
            lambda: source[:at] + rng.choice('{}<>"\'=/.,*&()[] \n\u94fe') + source[at + 1:],
            lambda: source[:at] + source[at:end] * 2 + source[end:]])() or ' '
    return source


def hangs_together(lines, height):
    """Braces and brackets of the C close each other; each #line is one of the template's."""
    c = re.sub(r'"(?:\\.|[^"\\])*"', '""', '\n'.join(line for line in lines if not line.startswith('#')))
    named = [int(line.split()[1]) for line in lines if line.startswith('#line')]
    return all(c.count(a) == c.count(b) for a, b in ('{}', '()', '[]')) and c.count('"') % 2 == 0 \
        and all(1 <= n <= height for n in named)


def mutations(rounds, seed):
    rng, sources, accepted = random.Random(seed), templates_of_tree(), 0
    icons = {line.split()[0] for line in open(os.path.join(ROOT, 'assets/icons.txt'), encoding='utf-8') if line.strip()}
    for i in range(rounds):
        source = mutated(rng, sources)
        height = source.count('\n') + 1
        try:
            _, lines = compile_file('t.html', source, icons)
        except TemplateError as error:
            at = re.match(r't\.html:(\d+): .', str(error))
            good, what = bool(at) and 1 <= int(at.group(1)) <= height, f'refused without a line of it: {error}'
        except Exception as error:  # whatever else escapes is the compiler's own fault
            good, what = False, f'{type(error).__name__}: {error}'
        else:
            accepted += 1
            good, what = hangs_together(lines, height), 'gave C that does not hang together'
        if not good:
            yield f'mutation {i} of seed {seed}', False, f'{what}\n{source}'
            return
    yield f'no mutation of a template broke the compiler ({accepted} of {rounds} accepted, seed {seed})', \
        accepted > rounds // 100, 'too few were accepted to say anything'


def main():
    full = '--full' in sys.argv
    seed = int(sys.argv[sys.argv.index('--seed') + 1]) if '--seed' in sys.argv else 1
    passed = failed = 0
    for results in (refusals(), right_lines(), unchangeable(300000 if full else 10000, seed),
                    mutations(20000 if full else 600, seed)):
        for what, good, words in results:
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f'FAILED {what}: {words}')
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed > 0)


main()
