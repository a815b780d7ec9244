#!/usr/bin/env python3
"""Turns reference/regions.tsv and reference/industries.tsv into C: two tables
sorted by code, each entry with its parent.

    codes.py regions.tsv industries.tsv OUT.h
"""
import re
import sys


def lines(path):
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        line = line.rstrip('\n')
        if line and not line.startswith('#'):
            yield f'{path}:{number}', line.split('\t')


def regions(path):
    found = {}
    for where, columns in lines(path):
        code = columns[0]
        parent = '' if len(code) == 2 else code[:2] + '0000'
        add(found, where, code.ljust(6, '0'), r'\d{6}', columns[1], parent)
        for district in columns[2].split() if len(columns) > 2 else []:
            add(found, where, code + district[:2], r'\d{6}', district[2:], code + '00')
    return found


def industries(path):
    found, section = {}, ''
    for where, (code, name) in lines(path):
        if code.isalpha():
            section, parent = code, ''
        else:
            parent = section if len(code) == 2 else code[:-1]
        add(found, where, code, r'[A-T]|\d{2,4}', name, parent)
    return found


def add(found, where, code, pattern, name, parent):
    if not re.fullmatch(pattern, code) or not name or re.search(r'[\s"\\]', name):
        sys.exit(f'{where}: "{code} {name}" is not a code and a name')
    if code in found:
        sys.exit(f'{where}: {code} stands twice')
    if parent and parent not in found:
        sys.exit(f'{where}: {code} belongs to {parent}, which is not known')
    found[code] = (name, parent)


def main():
    out = open(sys.argv[3], 'w', encoding='utf-8')
    out.write('/* Made from reference/ by tools/codes.py. */\n')
    for table, found in (('region_entries', regions(sys.argv[1])), ('industry_entries', industries(sys.argv[2]))):
        out.write(f'static const struct code_entry {table}[] = {{\n')
        for code in sorted(found):
            name, parent = found[code]
            out.write(f'{{"{code}", "{name}", "{parent}"}},\n')
        out.write('};\n')


main()
