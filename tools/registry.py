#!/usr/bin/env python3
"""Collects what the folders declare, by convention, into C tables:

    registry.py kinds OUT.c FOLDER…        all_kinds[]:      <folder>_kinds of every kinds.c
    registry.py features OUT.c FOLDER…     all_features[]:   <folder>_feature of every feature.c
    registry.py statements OUT.c FOLDER…   all_statements[]: <folder>_statements of every queries.sql
"""
import os
import sys

what, out, folders = sys.argv[1], sys.argv[2], sys.argv[3:]
names = [os.path.basename(f) for f in folders]
kinds = {
    'kinds': ('#include "record/kind.h"', 'extern const struct kind *const {n}_kinds[];',
              'const struct kind *const *const all_kinds[]', '{n}_kinds', 'all_kinds_n'),
    'features': ('#include "features/feature.h"', 'extern const struct feature {n}_feature;',
                 'const struct feature *const all_features[]', '&{n}_feature', 'all_features_n'),
    'statements': ('#include "store/statement.h"', 'extern const struct statement *const {n}_statements[];',
                   'const struct statement *const *const all_statements[]', '{n}_statements', 'all_statements_n'),
}
include, declare, table, entry, count = kinds[what]
with open(out, 'w', encoding='utf-8') as c:
    c.write(f'/* Made by tools/registry.py. */\n{include}\n')
    for n in names:
        c.write(declare.format(n=n) + '\n')
    c.write(f'extern {table};\nextern const size_t {count};\n')
    c.write(f'{table} = {{' + ''.join(f'{entry.format(n=n)}, ' for n in names) + 'NULL};\n')
    c.write(f'const size_t {count} = {len(names)};\n')
