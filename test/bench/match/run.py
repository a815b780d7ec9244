#!/usr/bin/env python3
"""The matcher beside its peers, and the pass over registers of two lengths: the same data, one run.

    run.py BENCH_MADE BENCH_MATCH [--full]     needs Debian's python3-ahocorasick, ripgrep, libhyperscan"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'{" ".join(command)}\n{done.stderr}')
    return [float(word) for word in done.stdout.split()]


def median(command, repeat=3):
    return sorted(run(command) for _ in range(repeat))[repeat // 2]


def show(label, figures, ours=None):
    wall, cpu, mib, hits = figures
    ratio = f'{wall / ours[0]:8.1f} × time {cpu / ours[1]:8.1f} × cpu' if ours else ''
    same = '' if not ours else '   same hits' if hits == ours[3] else f'   {hits / ours[3]:.2f} of the hits'
    print(f'  {label:34} {wall:8.3f} s {cpu:8.3f} s cpu {mib:8.1f} MiB {int(hits):>12} hits {ratio}{same}', flush=True)


def made(made_program, path, *arguments):
    with open(path, 'w') as f:
        subprocess.run([made_program, *map(str, arguments)], stdout=f, check=True)


def main():
    made_program, program, full = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), '--full' in sys.argv
    rows = 1000000 if full else 100000
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: os.path.join(folder, name)
        made(made_program, at('keywords'), 'keywords', 50000)
        made(made_program, at('scopes'), 'scopes', rows)
        print(f'50,000 keywords over {rows:,} scopes, every occurrence of every keyword')
        both = median([program, 'scan', at('keywords'), at('scopes'), '2'])
        show('lianzhang, two workers', both)
        show('lianzhang, one worker', median([program, 'scan', at('keywords'), at('scopes'), '1']), both)
        show('hyperscan', run([program, 'hyperscan', at('keywords'), at('scopes'), '1']), both)
        for peer, label in (('ahocorasick', 'pyahocorasick'), ('rg', 'rg -F -o (leftmost alone)')):
            show(label, run(['/usr/bin/python3', os.path.join(HERE, 'peers.py'), peer, at('keywords'), at('scopes')]), both)
        show('each keyword in each of 10,000', run([program, 'check', at('keywords'), at('scopes'), '2']))
        print('  the same hits as the matcher has in these 10,000, each at its place', flush=True)
        os.remove(at('scopes'))
        print('the pass over a register (csv), two workers')
        for length in (rows // 10, rows, 10 * rows):
            made(made_program, at('register'), 'register', length)
            show(f'{length:,} rows', run([program, 'register', at('keywords'), at('register'), '2']))


main()
