"""Templates into trees: tags, expressions, nesting.  See src/web/TEMPLATES.md."""
import re
from dataclasses import dataclass, field


class TemplateError(Exception):
    def __init__(self, path, line, words):
        super().__init__(f'{path}:{line}: {words}')


@dataclass
class Literal:
    text: str
    line: int


@dataclass
class Write:
    """{{format arguments}}; format '' is a bare value, `arguments` are C expressions."""
    format: str
    arguments: list
    line: int
    text_id: str = ''  # C name of the text constant, for t and tb


@dataclass
class Call:
    name: str
    arguments: list
    line: int


@dataclass
class Slot:
    name: str
    line: int


@dataclass
class Branch:
    condition: str  # C; None for else
    body: list
    line: int


@dataclass
class If:
    branches: list
    line: int


@dataclass
class For:
    name: str
    list_c: str
    count_c: str
    body: list
    otherwise: list
    line: int


@dataclass
class Definition:
    kind: str  # page, part, layout
    name: str
    parameters: list  # (C type, name)
    layout: str
    line: int
    body: list = field(default_factory=list)
    blocks: dict = field(default_factory=dict)  # name: (line, body)
    slots: list = field(default_factory=list)


IDENTIFIER = r'[A-Za-z_]\w*'
CONTROL = ('use', 'page', 'part', 'layout', 'block', 'slot', 'if', 'elif', 'else', 'for', 'end')
RESERVED = {'out', 'shell', 'index', 'not', 'and', 'or', 'in', 'slot'}
TOKEN = re.compile(rf'\s*(?:({IDENTIFIER})|(\d+)|("[^"\\{{}}]*")|(->|==|!=|<=|>=|[<>.,()&\[\]*]))')
OPERATORS = {'and': '&&', 'or': '||', '==': '==', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>='}


class Expressions:
    """Member paths, constants and conditions, into C.  `scope` maps names to whether their first dot is an arrow."""

    def __init__(self, path, line, text, scope):
        self.path, self.line, self.scope = path, line, scope
        self.tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            m = TOKEN.match(text, at)
            if not m:
                self.refuse(f'"{text[at:].strip()[:20]}" is not understood here')
            self.tokens.append(m.group(0).strip())
            at = m.end()
        self.at = 0

    def refuse(self, words):
        raise TemplateError(self.path, self.line, words)

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ''

    def take(self, expected=None):
        token = self.peek()
        if not token or expected is not None and token != expected:
            self.refuse(f'expected {expected or "a value"}, found "{token or "the end"}"')
        self.at += 1
        return token

    def finish(self):
        if self.peek():
            self.refuse(f'"{self.peek()}" is one word too many')

    def value(self):
        token = self.peek()
        if token == '&':
            self.take()
            return '&' + self.member_path()
        if token == '*':
            self.take()
            return '*' + self.member_path()
        if token and (token[0].isdigit() or token[0] == '"'):
            return self.take()
        return self.member_path()

    def member_path(self):
        name = self.take()
        if not re.fullmatch(IDENTIFIER, name):
            self.refuse(f'expected a name, found "{name}"')
        if name == 'index':
            row = self.take()
            if row not in self.scope or not self.scope[row].startswith('row'):
                self.refuse(f'"{row}" is not the variable of a loop')
            return f'{row}_i'
        if name in self.scope:
            c = self.first_step(name)
        elif re.fullmatch(r'(T_\w+|[A-Z][A-Z0-9_]*)', name):
            c = name
        else:
            self.refuse(f'nothing here is called "{name}"')
        while self.peek() in ('.', '->', '['):
            step = self.take()
            if step == '[':
                c += '[' + self.value() + ']'
                self.take(']')
            else:
                c += step + self.take()
        return c

    def first_step(self, name):
        kind = self.scope[name]
        base = 'out->shell' if name == 'shell' else name
        if kind in ('pointer', 'row') and self.peek() == '.':
            self.take()
            return base + '->' + self.take()
        return f'(*{name})' if kind == 'row' else base

    def values(self):
        """Zero or more, parted by commas."""
        found = []
        if self.peek():
            found.append(self.value())
            while self.peek() == ',':
                self.take()
                found.append(self.value())
        return found

    def condition(self):
        left = self.conjunct()
        while self.peek() in ('and', 'or'):
            left = f'{left} {OPERATORS[self.take()]} {self.conjunct()}'
            left = f'({left})'
        return left

    def conjunct(self):
        if self.peek() == 'not':
            self.take()
            return '!' + self.conjunct()
        if self.peek() == '(':
            self.take()
            inner = self.condition()
            self.take(')')
            return f'({inner})'
        if self.peek() == 'slot':
            self.take()
            return f'(blocks[LAYOUT_slot_{self.take()}].write != NULL)'
        left = self.value()
        if self.peek() in OPERATORS and self.peek() not in ('and', 'or'):
            operator = self.take()
            right = self.value()
            if '"' in left + right:
                self.refuse('texts are not compared in a template: let the view say it')
            return f'({left} {operator} {right})'
        return f'page_true({left})'


def pieces(path, source):
    """(line, is tag, text) in order; lines that hold only control tags vanish with their line end."""
    found, at, line = [], 0, 1
    while at < len(source):
        start = source.find('{{', at)
        if start < 0:
            start = len(source)
        if start > at:
            found.append((line, False, source[at:start]))
            line += source.count('\n', at, start)
        if start == len(source):
            break
        end = source.find('}}', start)
        if end < 0:
            raise TemplateError(path, line, '"{{" without "}}"')
        found.append((line, True, source[start + 2:end].strip()))
        line += source.count('\n', start, end)
        at = end + 2
    return trim_control_lines(found)


def is_control(text):
    return text.startswith('#') or re.split(r'[\s(]', text, maxsplit=1)[0] in CONTROL


def trim_control_lines(found):
    out = list(found)
    at_line_start = True
    for i, (line, is_tag, text) in enumerate(found):
        if is_tag:
            if not is_control(text):
                at_line_start = False
            elif at_line_start and i + 1 < len(found) and not found[i + 1][1]:
                m = re.match(r'[ \t]*\n[ \t]*', out[i + 1][2])
                if m:
                    out[i + 1] = (out[i + 1][0] + 1, False, out[i + 1][2][m.end():])
        else:
            tail = text.rsplit('\n', 1)
            at_line_start = not tail[-1].strip() and (len(tail) == 2 or at_line_start)
    return out


class Parser:
    def __init__(self, path, source):
        self.path = path
        if '\0' in source:
            raise TemplateError(path, 1, 'a NUL byte')
        self.pieces = pieces(path, source)
        self.at = 0
        self.uses, self.definitions = [], []

    def refuse(self, line, words):
        raise TemplateError(self.path, line, words)

    def file(self):
        while self.at < len(self.pieces):
            line, is_tag, text = self.pieces[self.at]
            self.at += 1
            if text.startswith('#') and is_tag or not is_tag and not text.strip():
                continue
            word, rest = split_word(text) if is_tag else ('', text)
            if word == 'use':
                m = re.fullmatch(r'"([\w./-]+\.h)"', rest)
                if not m or self.definitions:
                    self.refuse(line, '{{use "header.h"}} stands at the top of the file')
                self.uses.append(m.group(1))
            elif word in ('page', 'part', 'layout'):
                self.definitions.append(self.definition(word, rest, line))
            else:
                self.refuse(line, 'outside of {{page}}, {{part}} and {{layout}} nothing may stand')
        return self

    def definition(self, kind, head, line):
        m = re.fullmatch(rf'({IDENTIFIER})\s*(?:\(([^()]*)\))?\s*(?:in\s+({IDENTIFIER}))?', head)
        if not m or (kind == 'layout') != (m.group(2) is None) or (kind == 'page') != (m.group(3) is not None):
            self.refuse(line, {'page': '{{page name(parameters) in layout}}', 'part': '{{part name(parameters)}}',
                               'layout': '{{layout name}}'}[kind] + ' is how it is written')
        d = Definition(kind, m.group(1), self.parameters(m.group(2) or '', line), m.group(3), line)
        scope = {name: 'pointer' if '*' in c_type else 'value' for c_type, name in d.parameters}
        scope['shell'] = 'pointer'
        self.current = d
        d.body = self.body(scope, line, ('end',))[0]
        return d

    def parameters(self, text, line):
        found = []
        for part in [p.strip() for p in text.split(',')] if text.strip() else []:
            m = re.fullmatch(rf'((?:const\s+)?(?:(?:struct|enum)\s+)?{IDENTIFIER}\s*(?:\*\s*(?:const\s*\*\s*)?)?)({IDENTIFIER})',
                             part)
            if not m or m.group(2) in RESERVED:
                self.refuse(line, f'"{part}" is not a parameter')
            found.append((m.group(1).strip(), m.group(2)))
        if len({name for _, name in found}) != len(found):
            self.refuse(line, 'two parameters of one name')
        return found

    def body(self, scope, opened, until):
        """Nodes up to one of the words in `until`; returns them with that word, its rest and its line."""
        nodes = []
        while self.at < len(self.pieces):
            line, is_tag, text = self.pieces[self.at]
            self.at += 1
            if not is_tag:
                nodes.append(Literal(text, line))
                continue
            if text.startswith('#'):
                continue
            word, rest = split_word(text)
            if word in until:
                return nodes, word, rest, line
            nodes += self.node(word, rest, text, line, scope)
        self.refuse(opened, 'what is opened here has no {{end}}')

    def node(self, word, rest, text, line, scope):
        if word == 'if':
            return [self.if_node(rest, line, scope)]
        if word == 'for':
            return [self.for_node(rest, line, scope)]
        if word == 'block':
            return self.block(rest, line, scope)
        if word == 'slot':
            if self.current.kind != 'layout' or not re.fullmatch(IDENTIFIER, rest):
                self.refuse(line, '{{slot name}} stands in a layout')
            if rest not in self.current.slots:
                self.current.slots.append(rest)
            return [Slot(rest, line)]
        if text.startswith('>'):
            return [self.call(text[1:], line, scope)]
        if word in CONTROL:
            self.refuse(line, f'{{{{{word}}}}} has no place here')
        return [self.write(word, rest, text, line, scope)]

    def if_node(self, rest, line, scope):
        node, condition, at = If([], line), self.condition(rest, line, scope), line
        while True:
            until = ('elif', 'else', 'end') if condition is not None else ('end',)
            body, word, rest, next_line = self.body(scope, line, until)
            node.branches.append(Branch(condition, body, at))
            if word == 'end':
                return node
            condition = self.condition(rest, next_line, scope) if word == 'elif' else None
            at = next_line

    def condition(self, text, line, scope):
        e = Expressions(self.path, line, text, scope)
        c = e.condition()
        e.finish()
        if 'LAYOUT_slot_' in c:
            if self.current.kind != 'layout':
                self.refuse(line, '"slot" is asked in a layout only')
            c = c.replace('LAYOUT_slot_', self.current.name + '_slot_')
        return c

    def for_node(self, rest, line, scope):
        m = re.fullmatch(rf'({IDENTIFIER})\s+in\s+(.+)', rest)
        if not m or m.group(1) in RESERVED or m.group(1) in scope:
            self.refuse(line, '{{for name in list, count}} is how it is written, with a new name')
        e = Expressions(self.path, line, m.group(2), scope)
        list_c = e.member_path()
        e.take(',')
        count_c = e.value()
        e.finish()
        inner = dict(scope)
        inner[m.group(1)] = 'row'
        body, word, _, _ = self.body(inner, line, ('else', 'end'))
        otherwise = self.body(scope, line, ('end',))[0] if word == 'else' else []
        return For(m.group(1), list_c, count_c, body, otherwise, line)

    def block(self, rest, line, scope):
        d = self.current
        if d.kind != 'page' or not re.fullmatch(IDENTIFIER, rest) or rest in d.blocks or rest == 'main':
            self.refuse(line, '{{block name}} stands once, in a page; what stands outside is the block main')
        d.blocks[rest] = (line, [])
        d.blocks[rest] = (line, self.body(scope, line, ('end',))[0])
        return []

    def call(self, text, line, scope):
        m = re.fullmatch(rf'\s*({IDENTIFIER})\s*\((.*)\)\s*', text, re.S)
        if not m:
            self.refuse(line, '{{> name(arguments)}} is how it is written')
        e = Expressions(self.path, line, m.group(2), scope)
        arguments = e.values()
        e.finish()
        return Call(m.group(1), arguments, line)

    def write(self, word, rest, text, line, scope):
        if word in ('t', 'tb'):
            return self.text_node(word, rest, line, scope)
        if word == 'icon' and re.fullmatch(r'[a-z][a-z0-9-]*', rest) and rest not in scope:
            return Write('icon', [f'"{rest}"'], line)
        if word in FORMATS and not (word in scope and not rest):
            e = Expressions(self.path, line, rest, scope)
            arguments = e.values()
            e.finish()
            if len(arguments) != FORMATS[word][0]:
                self.refuse(line, f'{{{{{word}}}}} takes {FORMATS[word][0]} values')
            return Write(word, arguments, line)
        e = Expressions(self.path, line, text, scope)
        value = e.value()
        e.finish()
        return Write('', [value], line)

    def text_node(self, word, rest, line, scope):
        m = re.match(r'(\*\S+|[a-z][a-z0-9_.]*)\s*', rest)
        if not m:
            self.refuse(line, f'{{{{{word} folder.sentence}}}} is how it is written')
        e = Expressions(self.path, line, rest[m.end():], scope)
        arguments = e.values()
        e.finish()
        if m.group(1).startswith('*'):
            which = Expressions(self.path, line, m.group(1)[1:], scope)
            c = which.member_path()
            which.finish()
        else:
            c = '&T_' + m.group(1).replace('.', '_')
        return Write(word, arguments, line, text_id=c)


# {{format}}: number of values; whether it writes markup (between tags only) or plain characters (attributes too)
FORMATS = {
    'number': (1, 'plain'), 'yi': (1, 'plain'), 'wan': (1, 'plain'), 'wan_exact': (1, 'plain'),
    'delta': (1, 'plain'), 'delta_yi': (1, 'plain'), 'ratio': (1, 'plain'), 'delta_ratio': (1, 'plain'),
    'points': (1, 'plain'), 'scaled': (2, 'plain'), 'iso': (1, 'plain'), 'period': (1, 'plain'),
    'weekday': (1, 'plain'), 'money': (1, 'markup'), 'missing': (1, 'markup'), 'date': (1, 'markup'),
    'day': (1, 'markup'), 'full_day': (1, 'markup'), 'moment': (1, 'markup'), 'light': (1, 'markup'), 'dot': (1, 'markup'),
    'evidence': (3, 'markup'), 'bar': (3, 'markup'), 'progress': (2, 'markup'), 'icon': (1, 'markup'),
    'initial': (1, 'plain'), 'csrf': (0, 'markup'), 'json': (1, 'json'), 't': (None, 'plain'), 'tb': (None, 'markup'),
}


def split_word(text):
    m = re.match(rf'({IDENTIFIER})(?:\s+(.*))?$', text, re.S)
    return (m.group(1), (m.group(2) or '').strip()) if m else ('', text)


def parse(path, source):
    return Parser(path, source).file()
