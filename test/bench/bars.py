#!/usr/bin/env python3
"""What every bench says at last of a figure that has a bar, and the closing table of them all.

    bars.py table FILE…      collects what the benches of one run printed

A bar stands beside its peer, measured in the same run, as a ratio; or beside a limit that is a figure itself.  `hard`
bars fail the run; the others are explained in docs/performance.md."""
import sys

MARK = '|bar|'
HEADS = ('what', 'ours', 'peer or limit', 'ratio', 'bar', 'verdict')


def shown(figure, unit):
    places = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f'{figure:,.{places}f}{unit}'


def bar(what, ours, unit, peer, peer_name, least=None, most=None, hard=False):
    """`peer` is a figure of the same unit; `least` or `most` bounds ours / peer."""
    ratio = ours / peer if peer else float('inf')
    met = ratio >= least if least is not None else ratio <= most
    bound = f'≥ {least:g} ×' if least is not None else f'≤ {most:.3g} ×'
    verdict = 'met' if met else 'MISSED' if hard else 'not met'
    cells = (what, shown(ours, unit), f'{peer_name} {shown(peer, unit)}', f'{ratio:.2f}', bound + (' hard' if hard else ''), verdict)
    print(MARK + '|'.join(cells), flush=True)
    return met


def limit(what, ours, unit, most, hard=False):
    return bar(what, ours, unit, most, 'limit', most=1, hard=hard)


def floor(what, ours, unit, least, hard=False):
    return bar(what, ours, unit, least, 'wanted', least=1, hard=hard)


def width(text):
    return sum(2 if '\u2e80' <= c <= '\uffe6' else 1 for c in text)


def table(rows):
    widths = [max(width(row[i]) for row in rows) for i in range(len(HEADS))]
    for row in rows:
        print('  '.join(cell + ' ' * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip())


def main():
    rows = [line.rstrip('\n')[len(MARK):].split('|') for path in sys.argv[2:] for line in open(path, encoding='utf-8')
            if line.startswith(MARK)]
    table([HEADS, *rows])
    missed = sum(row[-1] == 'MISSED' for row in rows)
    print(f'{len(rows)} bars: {sum(row[-1] == "met" for row in rows)} met, {missed} hard ones missed, '
          f'{sum(row[-1] == "not met" for row in rows)} others not met (docs/performance.md)')
    sys.exit(1 if missed or not rows else 0)


if __name__ == '__main__':
    main()
