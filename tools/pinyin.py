#!/usr/bin/env python3
"""Turns Unihan's readings into a C table of toneless pinyin, ü written v.

A character has the readings of today's dictionaries: by frequency (kHanyuPinlu),
the usual one (kMandarin), the tables of 2013 (kTGHZ2013) and 1983 (kXHC1983);
the historical ones (kHanyuPinyin) only where those know none.

    pinyin.py Unihan_Readings.txt.bz2 OUT.h
"""
import bz2
import re
import sys
import unicodedata

SOURCES = ('kHanyuPinlu', 'kMandarin', 'kTGHZ2013', 'kXHC1983', 'kHanyuPinyin')
LETTERS = re.compile(r'[^\W\d_]+')


def syllables(source, value):
    if source == 'kHanyuPinlu':  # lè(283) yuè(54), by falling frequency
        value = re.sub(r'\(\d+\)', '', value)
    else:  # 0683.040,0684.010:lè,yuè …
        value = re.sub(r'[\d.,*]+:', ' ', value)
    for word in LETTERS.findall(value):
        plain = unicodedata.normalize('NFD', word.lower())
        yield ''.join(c for c in plain.replace('u\u0308', 'v') if c.isascii() and c.isalpha())


def readings(path):
    found = {}
    for line in bz2.open(path, 'rt', encoding='utf-8'):
        if line.startswith('#') or '\t' not in line:
            continue
        character, source, value = line.rstrip('\n').split('\t')
        if source in SOURCES:
            found.setdefault(int(character[2:], 16), {})[source] = value
    table = {}
    for character, sources in found.items():
        ordered = []
        for source in SOURCES:
            if source in sources and not (source == 'kHanyuPinyin' and ordered):
                ordered += [s for s in syllables(source, sources[source]) if s]
        if ordered:
            table[character] = tuple(dict.fromkeys(ordered))
    return table


def main():
    table = readings(sys.argv[1])
    names = sorted({s for each in table.values() for s in each})
    number = {s: i for i, s in enumerate(names)}
    pool, place = [], {}
    for each in sorted(set(table.values())):
        place[each] = len(pool)
        pool += [number[s] for s in each] + [len(names)]
    if len(pool) > 0xFFFF:
        sys.exit('the table of readings no longer fits 16 bits')
    with open(sys.argv[2], 'w', encoding='utf-8') as out:
        out.write('/* Made from Unihan_Readings by tools/pinyin.py. */\n')
        out.write('static const char *const syllables[] = {' + ', '.join(f'"{s}"' for s in names) + '};\n')
        out.write('/* Numbers of syllables; each set ends with the number beyond the last. */\n')
        out.write('static const uint16_t reading_sets[] = {' + ', '.join(map(str, pool)) + '};\n')
        out.write('static const struct {\n    uint32_t character;\n    uint16_t set;\n} readings[] = {\n')
        for character in sorted(table):
            out.write(f'{{0x{character:X}, {place[table[character]]}}},\n')
        out.write('};\n')


main()
