#!/usr/bin/env python3
"""Turns a folder's *.html into C functions (src/web/TEMPLATES.md).

    templates.py NAME OUT.c OUT.h ICONS.txt [--texts] FILE.html…

--texts: the folder has a texts.txt of its own."""
import sys

from template_html import Checker
from template_parse import Call, For, If, Literal, Slot, TemplateError, Write, parse

VALUE_FUNCTIONS = {'text': 'page_value', 'attribute': 'page_value', 'url': 'page_value_url',
                   'part': 'page_value_url_part'}


def c_string(text):
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t').replace('\r', '')
    return f'"{escaped}"'


class Writer:
    """C statements of one file's definitions, each under the line of the template that it comes from."""

    def __init__(self, path):
        self.path, self.lines, self.depth = path, [], 1
        self.literal, self.literal_line = '', 0

    def put(self, text, line=None):
        self.flush()
        if line:
            self.lines.append(f'#line {line} "{self.path}"')
        self.lines.append('    ' * self.depth + text)

    def flush(self):
        literal, self.literal = self.literal, ''
        if literal:
            self.put(f'page_markup(out, {c_string(literal)}, {len(literal.encode())});', self.literal_line)

    def nodes(self, nodes, layout):
        for node in nodes:
            if isinstance(node, Literal):
                if not self.literal:
                    self.literal_line = node.line
                self.literal += node.out
            elif isinstance(node, Write):
                self.write(node)
            elif isinstance(node, Call):
                self.put(f'{node.name}({", ".join(["out"] + node.arguments)});', node.line)
            elif isinstance(node, Slot):
                self.slot(node, layout)
            elif isinstance(node, If):
                self.if_node(node, layout)
            elif isinstance(node, For):
                self.for_node(node, layout)

    def write(self, node):
        values = ', '.join(['out'] + node.arguments)
        if node.format in ('t', 'tb'):
            args = f'(const char *const[]){{{", ".join(node.arguments)}}}' if node.arguments else 'NULL'
            self.put(f'page_{node.format}(out, {node.text_id}, {args}, {len(node.arguments)});', node.line)
        elif node.format == 'json':
            self.put(f'page_json_text({values});', node.line)
        elif node.format:
            self.put(f'page_{node.format}({values});', node.line)
        else:
            self.put(f'{VALUE_FUNCTIONS[node.context]}({values});', node.line)

    def slot(self, node, layout):
        at = f'blocks[{layout}_slot_{node.name}]'
        self.put(f'if ({at}.write)', node.line)
        self.put(f'    {at}.write(out, {at}.view);')

    def if_node(self, node, layout):
        for i, branch in enumerate(node.branches):
            opening = ('} else ' if i else '') + (f'if ({branch.condition}) ' if branch.condition else '') + '{'
            self.put(opening, branch.line)
            self.inside(branch.body, layout)
        self.put('}')

    def for_node(self, node, layout):
        row = node.name
        self.put('{', node.line)
        self.depth += 1
        self.put(f'size_t {row}_n = (size_t)({node.count_c});', node.line)
        self.put(f'for (size_t {row}_i = 0; {row}_i < {row}_n; {row}_i++) {{', node.line)
        self.put(f'    const __typeof__(*({node.list_c})) *{row} = &({node.list_c})[{row}_i];', node.line)
        self.put(f'    (void){row};')
        self.inside(node.body, layout)
        self.put('}')
        if node.otherwise:
            self.put(f'if (!{row}_n) {{', node.line)
            self.inside(node.otherwise, layout)
            self.put('}')
        self.depth -= 1
        self.put('}')

    def inside(self, body, layout):
        self.depth += 1
        self.nodes(body, layout)
        self.flush()
        self.depth -= 1

    def function(self, head, body, layout, unused=()):
        self.lines += [head, '{']
        for name in unused:
            self.put(f'(void){name};')
        self.nodes(body, layout)
        self.flush()
        self.lines += ['}', '']


def signature(d):
    if d.kind == 'layout':
        return f'void {d.name}(struct page *out, const struct page_block blocks[{d.name}_slots])'
    return f'void {d.name}({", ".join(["struct page *out"] + [spaced(t) + n for t, n in d.parameters])})'


def spaced(c_type):
    return c_type if c_type.endswith('*') else c_type + ' '


def write_page(writer, d):
    """Its blocks as functions over one struct of the parameters, then the call of the layout."""
    blocks = {'main': (d.line, d.body), **d.blocks}
    given = f'struct {d.name}_given'
    fields = ''.join(f' {spaced(t)}{n};' for t, n in d.parameters) or ' char none;'
    writer.lines += [f'{given} {{{fields} }};', '']
    for name, (line, body) in blocks.items():
        writer.lines += [f'static void {d.name}_{name}(struct page *out, const void *view)', '{']
        writer.put(f'const {given} *given = view;')
        writer.put('(void)given;')
        for c_type, n in d.parameters:
            writer.put(f'{spaced(c_type)}{n} = given->{n};')
            writer.put(f'(void){n};')
        writer.nodes(body, d.layout)
        writer.flush()
        writer.lines += ['}', '']
    writer.lines += [signature(d), '{']
    values = ', '.join(f'.{n} = {n}' for _, n in d.parameters)
    writer.put(f'const {given} given = {{{values}}};')
    writer.put(f'const struct page_block blocks[{d.layout}_slots] = {{', d.line)
    for name, (line, _) in blocks.items():
        writer.put(f'    [{d.layout}_slot_{name}] = {{{d.name}_{name}, &given}},', line)
    writer.put('};')
    writer.put(f'{d.layout}(out, blocks);', d.line)
    writer.lines += ['}', '']


def compile_file(path, source, icons):
    """The definitions, checked, and the lines of C."""
    parsed = parse(path, source)
    checker = Checker(path, icons)
    writer = Writer(path)
    for d in parsed.definitions:
        checker.check(d.name, d.body, d.line, in_layout=d.kind == 'layout')
        for name, (line, body) in d.blocks.items():
            checker.check(f'{d.name}, block {name}', body, line)
        if d.kind == 'page':
            write_page(writer, d)
        else:
            writer.function(signature(d), d.body, d.name, [n for _, n in d.parameters])
    return parsed, writer.lines


def header(name, uses, definitions):
    guard = ''.join(c if c.isalnum() else '_' for c in name).upper() + '_PAGES_H'
    lines = ['/* Made from *.html by tools/templates.py. */', f'#ifndef {guard}', f'#define {guard}', '#include "web/page.h"']
    lines += [f'#include "{u}"' for u in uses]
    for d in definitions:
        if d.kind == 'layout':
            slots = ', '.join(f'{d.name}_slot_{s}' for s in d.slots)
            lines.append(f'enum {{ {slots}, {d.name}_slots }};')
        lines.append(signature(d) + ';')
    return '\n'.join(lines + ['#endif', ''])


def main():
    name, out_c, out_h, icons_path, *files = sys.argv[1:]
    own_texts = '--texts' in files
    files = [f for f in files if f != '--texts']
    icons = {line.split()[0] for line in open(icons_path, encoding='utf-8') if line.strip() and line[0] != '#'}
    uses, definitions, body = [], [], []
    for path in files:
        parsed, lines = compile_file(path, open(path, encoding='utf-8').read(), icons)
        uses += [u for u in parsed.uses if u not in uses]
        definitions += parsed.definitions
        body += lines
    seen = {}
    for d in definitions:
        if seen.setdefault(d.name, d) is not d:
            raise TemplateError(files[0], d.line, f'"{d.name}" is defined twice in this folder')
    if own_texts:
        uses.insert(0, f'{name}.texts.h')
    if name != 'web' and 'web.pages.h' not in uses:
        uses.insert(0, 'web.pages.h')
    with open(out_h, 'w', encoding='utf-8') as h:
        h.write(header(name, uses, definitions))
    with open(out_c, 'w', encoding='utf-8') as c:
        c.write(f'/* Made from *.html by tools/templates.py. */\n#include "{name}.pages.h"\n\n' + '\n'.join(body))


if __name__ == '__main__':
    try:
        main()
    except TemplateError as error:
        sys.exit(str(error))
