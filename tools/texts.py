#!/usr/bin/env python3
"""Turns a folder's texts.txt into C.

An entry is an identifier on its own line, then the Chinese and the English
sentence, each indented:

    record.required
        “{0}”必填。
        "{0}" is required.

A line that starts with # is a comment.  The entry becomes T_record_required.
    texts.py NAME texts.txt OUT.c OUT.h
"""
import re
import sys


def entries(path):
    found, seen = [], set()
    current = None
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        where = f'{path}:{number}'
        if not line.strip() or line.startswith('#'):
            continue
        if not line[0].isspace():
            if current and len(current[1]) != 2:
                sys.exit(f'{where}: "{current[0]}" above needs two sentences: Chinese, then English')
            name = line.strip()
            if not re.fullmatch(r'[a-z][a-z0-9_.]*', name):
                sys.exit(f'{where}: "{name}" is not an identifier')
            if name in seen:
                sys.exit(f'{where}: "{name}" stands twice')
            seen.add(name)
            current = (name, [])
            found.append(current)
        elif current is None:
            sys.exit(f'{where}: a sentence without an identifier')
        else:
            current[1].append(line.strip())
    for name, sentences in found:
        if len(sentences) != 2:
            sys.exit(f'{path}: "{name}" needs two sentences: Chinese, then English')
        if set(re.findall(r'\{\d\}', sentences[0])) != set(re.findall(r'\{\d\}', sentences[1])):
            sys.exit(f'{path}: "{name}": the two languages name different places')
    return found


def literal(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\\\\n', '\\n') + '"'


def main():
    name, source, out_c, out_h = sys.argv[1:]
    found = entries(source)
    with open(out_h, 'w', encoding='utf-8') as h:
        guard = re.sub(r'\W', '_', name).upper() + '_TEXTS_H'
        h.write(f'/* Made from texts.txt by tools/texts.py. */\n#ifndef {guard}\n#define {guard}\n#include "base/text.h"\n')
        for key, _ in found:
            h.write(f'extern const struct text T_{key.replace(".", "_")};\n')
        h.write('#endif\n')
    with open(out_c, 'w', encoding='utf-8') as c:
        c.write(f'#include "{name}.texts.h"\n')
        for key, (zh, en) in found:
            c.write(f'const struct text T_{key.replace(".", "_")} = {{"{key}", {{{literal(zh)}, {literal(en)}}}}};\n')


main()
