#!/usr/bin/env python3
"""Holds what `lianzhang read` makes of spreadsheets as offices keep them against a careful clerk's answers.

    sheets.py LIANZHANG [NAME…]     answers: *.expected.json in sheets/ of the folder of known answers (LZ_TEST_DATA)

A file passes when every record has just the fields expected, every doubt stands at its row and column with its
effect, and the refused and ignored rows are the same.
"""
import json
import os
import subprocess
import sys

ROOT = os.environ.get('LZ_TEST_DATA', '../shared/data')
FOLDER = os.path.join(ROOT, 'sheets')


def as_date(v):
    return v['month'] if isinstance(v, dict) and 'month' in v else v


def expected_fields(fields):
    out = {}
    for k, v in fields.items():
        v = as_date(v)
        if k in MONEY:
            v = v * 100
        out[k] = v
    return out


MONEY = {'total', 'fixed', 'capital', 'amount', 'planned', 'done', 'paid_in', 'output'}
HUNDREDTHS = {'land_mu'}


def our_fields(fields):
    """In the words of the answers, which follow an earlier field table: region is district or park, investor the first of
    investors."""
    out = {}
    for k, v in fields.items():
        if k in ('district', 'park'):
            k = 'region'
        if k == 'investors':
            k, v = 'investor', v[0]['name']
        if k in HUNDREDTHS:
            v = v / 100
        if k == 'key':
            v = bool(v)
        out[k] = v
    return out


def compare(name):
    want = json.load(open(os.path.join(FOLDER, name + '.expected.json'), encoding='utf-8'))
    command = [sys.argv[1], '--format', 'json', 'read', want['kind'], os.path.join(FOLDER, want['file']),
               '--today', want['as_of']]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return [f'exit {done.returncode}: {done.stderr.strip()}']
    got = json.loads(done.stdout)
    wrong = []
    if got['header_rows'] != want['header_rows']:
        wrong.append(f'header rows {got["header_rows"]}, expected {want["header_rows"]}')
    for header, field in want['mapping'].items():
        ours = {'district': 'region', 'park': 'region', 'investors': 'investor'}.get(got['mapping'].get(header),
                                                                                    got['mapping'].get(header))
        if ours != field:
            wrong.append(f'column {header}: {ours}, expected {field}')
    if sorted(got['asks']) != sorted(want.get('asks', [])):
        wrong.append(f'asks {got["asks"]}, expected {want.get("asks", [])}')
    if got['hidden_columns'] != want.get('hidden_columns', []):
        wrong.append(f'hidden columns {got["hidden_columns"]}, expected {want.get("hidden_columns")}')
    ours = {r['row']: our_fields(r['fields']) for r in got['records']}
    theirs = {r['row']: expected_fields(r['fields']) for r in want['records']}
    for row in sorted(set(ours) | set(theirs)):
        a, b = ours.get(row), theirs.get(row)
        if a is None or b is None:
            wrong.append(f'row {row}: ' + ('no record, one expected' if a is None else 'a record, none expected'))
            continue
        for k in sorted(set(a) | set(b)):
            if a.get(k) != b.get(k):
                wrong.append(f'row {row}, {k}: {a.get(k)!r}, expected {b.get(k)!r}')
    doubts = {(d['row'], d['column']): d['effect'] for d in got['doubts']}
    expected = {(d['row'], d['column']): d['effect'] for d in want['doubts']}
    for at in sorted(set(doubts) | set(expected), key=str):
        if doubts.get(at) != expected.get(at):
            wrong.append(f'doubt at {at}: {doubts.get(at)}, expected {expected.get(at)}')
    for part in ('refused', 'ignored_rows'):
        a, b = [r['row'] for r in got[part]], [r['row'] for r in want[part]]
        if a != b:
            wrong.append(f'{part}: {a}, expected {b}')
    return wrong


def main():
    if not os.path.isdir(FOLDER):
        print('the files with known answers are not here')
        print('0 passed, 0 failed, 1 skipped')
        return 0
    names = sys.argv[2:] or sorted(f[:-len('.expected.json')] for f in os.listdir(FOLDER) if f.endswith('.expected.json'))
    failed = 0
    for name in names:
        wrong = compare(name)
        failed += bool(wrong)
        for line in wrong:
            print(f'  {line}')
        print(f'{"FAILED" if wrong else "passed"} {name}')
    print(f'{len(names) - failed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
