#!/usr/bin/env python3
"""What a user would take instead, over the same lines:  peers.py ahocorasick|rg KEYWORDS SCOPES
Prints wall seconds, processor seconds, MiB at most, hits; the times are of the search."""
import os
import resource
import subprocess
import sys
import tempfile
import time


def keywords(path):
    with open(path, encoding='utf-8') as f:
        return [line.split(',')[1] for line in f][1:]


def ahocorasick(words, scopes):
    import ahocorasick as library
    automaton = library.Automaton()
    for i, word in enumerate(words):
        automaton.add_word(word, i)
    automaton.make_automaton()
    lines = open(scopes, encoding='utf-8').read().split('\n')
    wall, cpu, hits = time.monotonic(), time.process_time(), 0
    for line in lines:
        for _ in automaton.iter(line):
            hits += 1
    return time.monotonic() - wall, time.process_time() - cpu, hits, resource.RUSAGE_SELF


def rg(words, scopes):
    with tempfile.NamedTemporaryFile('w', encoding='utf-8') as f:
        f.write('\n'.join(words) + '\n')
        f.flush()
        before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(['rg', '-F', '-o', '--no-config', '--no-filename', '-c', '--count-matches', '-f', f.name, scopes],
                              capture_output=True, text=True, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        wall, after = time.monotonic() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, int(done.stdout.strip() or 0), resource.RUSAGE_CHILDREN


def main():
    wall, cpu, hits, whose = {'ahocorasick': ahocorasick, 'rg': rg}[sys.argv[1]](keywords(sys.argv[2]), sys.argv[3])
    print(f'{wall:.3f} {cpu:.3f} {resource.getrusage(whose).ru_maxrss / 1024:.1f} {hits}')


main()
