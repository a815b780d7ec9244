#!/usr/bin/env python3
"""Each method of the analysis layer beside what a user would take instead: the same data, one run,
times and memory as ratios.

    run.py BENCH_ANALYSIS [--full]      BENCH_ANALYSIS: the built program
Needs Debian's python3-numpy, python3-igraph, python3-networkx, run by /usr/bin/python3."""
import os
import random
import subprocess
import sys
import tempfile
from array import array

HERE = os.path.dirname(os.path.abspath(__file__))


def made_places(path, places, activities, seed=1):
    """Nested with noise, as trade is: a place of capability a has activity p with a probability that falls
    with p's difficulty; sizes are log-normal.  Every cell is filled, as a full table would be."""
    r = random.Random(seed)
    cells = array('d')
    difficulty = [r.random() for _ in range(activities)]
    for _ in range(places):
        capability, size = r.random(), r.lognormvariate(0, 1)
        for d in difficulty:
            has = r.random() < 1 / (1 + 2.718281828 ** (8 * (d - capability)))
            cells.append(size * r.lognormvariate(0, 1) * (20 if has else 0.5) * (1.2 - d))
    cells.tofile(open(path, 'wb'))


def made_arcs(path, nodes, arcs, seed=1):
    """Suppliers are drawn by size (the k-th about 1/k of the largest), customers evenly."""
    r = random.Random(seed)
    pairs = array('I')
    for _ in range(arcs):
        pairs.append(min(int(nodes ** r.random()), nodes) - 1)
        pairs.append(r.randrange(nodes))
    pairs.tofile(open(path, 'wb'))


def made_coefficients(path, n, seed=1):
    r = random.Random(seed)
    cells = array('d', [(i == j) - r.random() / n for i in range(n) for j in range(n)])
    cells.tofile(open(path, 'wb'))


def run(command, repeat):
    """The run of median wall time."""
    runs = []
    for _ in range(repeat):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f'{" ".join(command)}\n{done.stderr}')
        runs.append([float(word) for word in done.stdout.split()])
    return sorted(runs)[len(runs) // 2]


def compare(bench, label, method, sizes, path, peers, same=1e-6):
    """Ours and each peer's, side by side; ends the run where the answers differ."""
    arguments = [method] + [str(s) for s in sizes] + [path]
    ours = run([bench] + arguments, 3)
    print(f'{label}\n  {"lianzhang":12} {ours[0]:10.3f} s {ours[1]:9.3f} s cpu {ours[2]:8.1f} MiB')
    for peer in peers:
        theirs = run(['/usr/bin/python3', os.path.join(HERE, 'peers.py'), peer] + arguments, 1)
        agrees = abs(theirs[3] - ours[3]) <= same * abs(ours[3])
        print(f'  {peer:12} {theirs[0]:10.3f} s {theirs[1]:9.3f} s cpu {theirs[2]:8.1f} MiB   '
              f'{theirs[0] / ours[0]:8.1f} × time {theirs[1] / ours[1]:8.1f} × cpu   '
              + ('same answer' if agrees else ''), flush=True)
        if not agrees:
            sys.exit(f'the answers differ: {ours[3]:.12g} and {theirs[3]:.12g}')


def main():
    bench, full = os.path.abspath(sys.argv[1]), '--full' in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'input')
        for places, activities in ([(3000, 1000)] if full else [(1000, 400)]):
            made_places(path, places, activities)
            compare(bench, f'complexity, {places} × {activities}, all outputs', 'complexity', [places, activities], path,
                    ['published', 'numpy'])
        nodes, arcs = (5000, 25000) if full else (2000, 10000)
        made_arcs(path, nodes, arcs)
        compare(bench, f'betweenness, exact, {nodes} nodes, {arcs} arcs', 'betweenness', [nodes], path,
                ['igraph', 'networkx'])
        nodes, arcs = (100000, 500000) if full else (20000, 100000)
        made_arcs(path, nodes, arcs)
        for method in ('dominators', 'weak-spots', 'strong', 'pagerank'):
            compare(bench, f'{method}, {nodes} nodes, {arcs} arcs', method, [nodes], path, ['igraph', 'networkx'],
                    same=1e-4)
        sampled = run([bench, 'sampled', str(nodes), path], 1)
        print(f'betweenness, 20000 pairs sampled, {nodes} nodes, {arcs} arcs\n  {"lianzhang":12} {sampled[0]:10.3f} s')
        n = 600 if full else 200
        made_coefficients(path, n)
        compare(bench, f'Leontief inverse, {n} sectors', 'inverse', [n], path, ['numpy'])


main()
