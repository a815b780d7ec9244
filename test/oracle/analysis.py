#!/usr/bin/env python3
"""The analyze commands against numpy, networkx and igraph, on random inputs and on graphs with known answers.

    /usr/bin/python3 test/oracle/analysis.py LIANZHANG [--full] [--seed N]
The last line is "N passed, N failed, N skipped"."""
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import igraph
import networkx as nx
import numpy as np

PROGRAM = os.path.abspath(sys.argv[1])
FULL = '--full' in sys.argv
SEED = int(sys.argv[sys.argv.index('--seed') + 1]) if '--seed' in sys.argv else 1
KNOWN = os.environ.get('LZ_TEST_DATA', '../shared/data')
FOLDER = tempfile.TemporaryDirectory()
passed, failed, skipped = 0, 0, 0


def rounds(usual, full):
    return full if FULL else usual


def check(label, holds, detail=''):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f'FAILED {label} {detail}')


def near(label, ours, theirs, tolerance):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    same = ours.shape == theirs.shape and np.array_equal(np.isnan(ours), np.isnan(theirs))
    off = np.nanmax(np.abs(ours - theirs), initial=0) if same else np.inf
    check(label, off <= tolerance, f'differs by {off:.3g}, allowed {tolerance:.3g}')


def analyze(method, path, *options, table=None):
    """The answer's facts and one table, its cells as text."""
    command = [PROGRAM, '--lang', 'en', '--format', 'json', 'analyze', method, '--input', path, *options]
    if table:
        command += ['--table', table]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'{" ".join(command)}\nexit {done.returncode}: {done.stderr}')
    answer = json.loads(done.stdout)
    return answer['facts'], answer.get(table)


def write(rows, head, name='input.csv'):
    path = os.path.join(FOLDER.name, name)
    with open(path, 'w', encoding='utf-8', newline='') as out:
        writer = csv.writer(out, lineterminator='\n')
        writer.writerow(head)
        writer.writerows(rows)
    return path


def column(rows, name):
    return np.array([np.nan if row[name] is None else float(row[name]) for row in rows])


# ---- places and activities ----

def random_table(rng, places, activities):
    """Nested with noise; integer values, some cells empty, so that sums are exact."""
    capability, difficulty = rng.random(places), rng.random(activities)
    has = rng.random((places, activities)) < 1 / (1 + np.exp(6 * (difficulty - capability[:, None])))
    return np.where(has | (rng.random((places, activities)) < .3),
                    rng.integers(1, 1000, (places, activities)) * (1 + 20 * has), 0).astype(float)


def rows_of(x, order=None):
    cells = [(f'c{c}', f'p{p}', int(x[c, p])) for c in range(x.shape[0]) for p in range(x.shape[1]) if x[c, p]]
    if order:
        order.shuffle(cells)
    return cells


def indices(x):
    """Everything that py-ecomplexity gives, written out."""
    rca = (x / x.sum(1)[:, None]) / (x.sum(0) / x.sum())
    m = (rca >= 1).astype(float)
    kc, kp = m.sum(1), m.sum(0)
    m1 = m / kc[:, None]
    values, vectors = np.linalg.eig((m / kp).T @ m1)
    order = np.argsort(-values.real)
    pci = vectors[:, order[1]].real
    eci = m1 @ pci
    sign = np.sign(np.corrcoef(kc, eci)[0, 1])
    eci, pci = sign * eci, sign * pci
    phi = (m.T @ m) / np.maximum(kp[:, None], kp)
    np.fill_diagonal(phi, 1)
    density = (m @ phi) / phi.sum(1)
    coi = (density * (1 - m) * pci).sum(1)
    coi = (coi - coi.mean()) / coi.std() if coi.std() > 0 else np.full(len(coi), np.nan)
    cog = (1 - m) * ((1 - m) @ (phi * (pci / phi.sum(1))[:, None])) / eci.std()
    return {'rca': rca, 'm': m, 'eci': (eci - eci.mean()) / eci.std(), 'pci': (pci - eci.mean()) / eci.std(),
            'density': density, 'coi': coi, 'cog': cog,
            'eigenvalues': values.real[order]}


def in_shape(rows, name, x):
    """A column of the cells table, in the order of x's rows and columns."""
    cells = np.full(x.shape, np.nan)
    for row in rows:
        cells[int(row['place'][1:]), int(row['activity'][1:])] = np.nan if row[name] is None else row[name]
    return cells


def test_complexity(rng):
    for _ in range(rounds(12, 200)):
        x = random_table(rng, int(rng.integers(6, 60)), int(rng.integers(6, 60)))
        x = x[x.sum(1) > 0][:, x.sum(0) > 0]
        if not (x.sum(1).all() and x.sum(0).all()):
            continue
        theirs = indices(x)
        path = write(rows_of(x), ['place', 'activity', 'value'])
        facts, cells = analyze('complexity', path, table='cells')
        near('rca', in_shape(cells, 'rca', x), theirs['rca'], 1e-9)
        near('present', in_shape(cells, 'present', x), theirs['m'], 0)
        near('density', in_shape(cells, 'density', x), theirs['density'], 1e-10)
        near('distance', in_shape(cells, 'distance', x), 1 - theirs['density'], 1e-10)
        if facts['verdict'] != 'identified':
            check('identified unless degenerate', facts['verdict'] in ('disconnected', 'tied'), facts['verdict'])
            continue
        tolerance = 1e-9 / max(theirs['eigenvalues'][1] - theirs['eigenvalues'][2], 1e-6)
        near('second eigenvalue', facts['eigenvalue_2'], theirs['eigenvalues'][1], 1e-10)
        near('third eigenvalue', facts['eigenvalue_3'], theirs['eigenvalues'][2], 1e-9)
        for name in ('eci', 'coi'):
            near(name, in_shape(cells, name, x)[:, 0], theirs[name], tolerance)
        near('pci', in_shape(cells, 'pci', x)[0], theirs['pci'], tolerance)
        near('cog', in_shape(cells, 'cog', x), theirs['cog'], tolerance)


def test_order_and_unit(rng):
    """Shuffled rows, split cells, scaled values: the same figures."""
    shuffler = random.Random(SEED)
    for _ in range(rounds(4, 40)):
        x = random_table(rng, 20, 25)
        plain = {(r['place'], r['activity']): r for r in
                 analyze('complexity', write(rows_of(x), ['place', 'activity', 'value']), table='cells')[1]}
        rows = rows_of(x * 64, shuffler)
        rows = rows[1:] + [(rows[0][0], rows[0][1], rows[0][2] - 7), (rows[0][0], rows[0][1], 7)]
        moved = analyze('complexity', write(rows, ['place', 'activity', 'value']), '--threads', '3', table='cells')[1]
        for name in ('rca', 'eci', 'pci', 'density', 'coi', 'cog'):
            near(f'{name} after shuffling and scaling', [r[name] for r in moved],
                 [plain[r['place'], r['activity']][name] for r in moved], 1e-8)


def test_specialisation(rng):
    for _ in range(rounds(6, 60)):
        x = random_table(rng, 15, 20)
        x[3] = 0
        shares = x / np.where(x.sum(1) > 0, x.sum(1), np.nan)[:, None]
        reference = x.sum(0) / x.sum()
        with np.errstate(divide='ignore', invalid='ignore'):
            lq = shares / reference
        places = {r['place']: r for r in analyze('rca', write(rows_of(x), ['place', 'activity', 'value']),
                                                 table='places')[1]}
        for c in range(15):
            if x[c].sum() == 0:
                continue
            row = places[f'c{c}']
            near('hhi', row['hhi'], (shares[c] ** 2).sum(), 1e-11)
            near('krugman', row['krugman'], np.abs(shares[c] - reference).sum(), 1e-11)
            near('hachman', row['hachman'], 1 / np.nansum(shares[c] * lq[c]), 1e-11)


def test_fitness(rng):
    for _ in range(rounds(6, 60)):
        x = (rng.random((18, 14)) < .75).astype(float)
        if not (x.sum(1).all() and x.sum(0).all()):
            continue
        path = write(rows_of(x), ['place', 'activity', 'value'])
        facts, places = analyze('fitness', path, '--presence', table='places')
        fitness, complexity = np.ones(18), np.ones(14)
        for _ in range(facts['rounds']):
            fitness, complexity = x @ complexity, 1 / (x.T @ (1 / fitness))
            fitness, complexity = fitness / fitness.mean(), complexity / complexity.mean()
        order = [int(r['place'][1:]) for r in places]
        near('fitness', column(places, 'fitness') / fitness[order], np.ones(18), 1e-8)


# ---- chokepoints ----

def random_digraph(rng, n, m):
    g = nx.DiGraph()
    for v, w in rng.integers(0, n, (m, 2)):
        g.add_edge(f'n{v}', f'n{w}', weight=int(rng.integers(1, 9)))
    return g


def write_graph(g, name='graph.csv'):
    return write([(v, w, d.get('weight', 1)) for v, w, d in g.edges(data=True)], ['from', 'to', 'weight'], name)


def cut_size(g, sources, sinks, nodes):
    """By networkx's largest flow; None when no cut exists."""
    flow, n = nx.DiGraph(), len(g) + 1
    ends = set(sources) | set(sinks)
    for v in g:
        flow.add_edge((v, 0), (v, 1), capacity=1 if nodes and v not in ends else n)
    for v, w in g.edges():
        flow.add_edge((v, 1), (w, 0), capacity=n if nodes else 1)
    for v in sources:
        flow.add_edge('source', (v, 0), capacity=n * n)
    for v in sinks:
        flow.add_edge((v, 1), 'sink', capacity=n * n)
    size = nx.maximum_flow_value(flow, 'source', 'sink')
    return size if size < n else None


def reached_from(g, sources):
    return set(sources).union(*(nx.descendants(g, v) for v in sources))


def check_dominators(g, sources, nodes):
    rooted = g.copy()
    rooted.add_edges_from(('root', v) for v in sources)
    theirs = nx.immediate_dominators(rooted, 'root')
    below = {v: 0 for v in rooted}
    for v in theirs:
        while v != 'root':
            below[v] += 1
            v = theirs[v]
        below['root'] += 1
    for name, row in nodes.items():
        expected = theirs.get(name)
        check('reached', bool(row['reached']) == (expected is not None))
        check('dominator', row['dominator'] == ('' if expected in (None, 'root') else expected))
        if expected is not None:
            check('dominated', row['dominated'] == sum(1 for v in theirs if v != 'root' and dominated_by(theirs, v, name)))


def dominated_by(immediate, v, above):
    while v != 'root':
        if v == above:
            return True
        v = immediate[v]
    return False


def check_paths(g, findings):
    for f in findings:
        nodes = f['path'].split(' → ')
        both = g.to_undirected()
        graph = both if f['finding'] in ('articulation', 'bridge') else g
        check(f'path of {f["finding"]}', all(graph.has_edge(v, w) for v, w in zip(nodes, nodes[1:])), f['path'])
        if f['finding'] in ('dominator', 'node_cut', 'articulation', 'outside', 'cycle', 'between'):
            check(f'{f["finding"]} lies on its path', f['node'] in nodes, f['path'])


def check_cuts(g, sources, sinks, facts, findings):
    for kind in ('node_cut', 'arc_cut'):
        expected = cut_size(g, sources, sinks, kind == 'node_cut')
        verdict = 'impossible' if expected is None else 'found' if expected else 'nothing'
        check(f'{kind} verdict', facts[kind] == verdict, f'{facts[kind]}, expected {verdict}')
        if verdict != 'found':
            continue
        check(f'{kind} size', facts[f'{kind}_size'] == expected)
        members = [f for f in findings if f['finding'] == kind]
        left = g.copy()
        if kind == 'node_cut':
            left.remove_nodes_from([f['node'] for f in members])
        else:
            left.remove_edges_from([(f['node'], f['other']) for f in members])
        check(f'{kind} cuts', len(members) == expected and not (reached_from(left, sources) & set(sinks)))


def check_dependence(g, outside, nodes):
    names = list(g)
    at = {v: i for i, v in enumerate(names)}
    share = np.zeros((len(names), len(names)))
    for v, w, d in g.edges(data=True):
        if v != w and w not in outside:
            share[at[w], at[v]] = d['weight']
    total = share.sum(1)
    share[total > 0] /= total[total > 0][:, None]
    theirs = np.array([float(v in outside) for v in names])
    fixed = theirs.copy()
    for _ in range(100000):
        following = np.where(fixed > 0, 1, share @ theirs)
        if np.abs(following - theirs).max() < 1e-15:
            break
        theirs = following
    near('outside_share', [nodes[v]['outside_share'] for v in names], theirs, 1e-9)


def test_chokepoints(rng):
    for _ in range(rounds(12, 200)):
        n = int(rng.integers(4, 70))
        g = random_digraph(rng, n, int(rng.integers(n // 2, 3 * n)))
        names = sorted(g)
        sources = list(rng.choice(names, int(rng.integers(1, 4))))
        sinks = list(rng.choice(names, int(rng.integers(1, 4))))
        outside = list(rng.choice(names, 2))
        options = ['--source', ','.join(sources), '--sink', ','.join(sinks), '--outside', ','.join(outside)]
        path = write_graph(g)
        facts, findings = analyze('chokepoints', path, *options, table='findings')
        nodes = {r['node']: r for r in analyze('chokepoints', path, *options, table='nodes')[1]}
        check_dominators(g, sources, nodes)
        check_cuts(g, sources, sinks, facts, findings)
        check_paths(g, findings)
        check_dependence(g, set(outside), nodes)
        both = nx.Graph(g)
        both.remove_edges_from(list(nx.selfloop_edges(both)))
        check('articulation points', {f['node'] for f in findings if f['finding'] == 'articulation'}
              == set(nx.articulation_points(both)))
        check('bridges', {frozenset((f['node'], f['other'])) for f in findings if f['finding'] == 'bridge'}
              == {frozenset(b) for b in nx.bridges(both)})
        ours = {}
        for v, row in nodes.items():
            ours.setdefault(row['component'], set()).add(v)
        check('strong components', sorted(map(sorted, ours.values()))
              == sorted(map(sorted, nx.strongly_connected_components(g))))
        between, rank = nx.betweenness_centrality(g), nx.pagerank(g, tol=1e-13, max_iter=5000)
        near('betweenness', [nodes[v]['betweenness'] for v in names], [between[v] for v in names], 1e-11)
        near('pagerank', [nodes[v]['pagerank'] for v in names], [rank[v] for v in names], 1e-9 * len(names))


def test_large_graph(rng):
    n, m = rounds(3000, 100000), rounds(12000, 500000)
    pairs = np.unique(rng.integers(0, n, (m, 2)), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    path = write([(f'n{v}', f'n{w}') for v, w in pairs], ['from', 'to'])
    facts, rows = analyze('chokepoints', path, '--sample', '20000', '--source', f'n{pairs[0, 0]}', table='nodes')
    nodes = {int(r['node'][1:]): r for r in rows}
    g = igraph.Graph(n=n, edges=pairs.tolist(), directed=True)
    both = g.as_undirected()
    check('articulation points of a large graph', facts['articulations'] == len(both.articulation_points()))
    check('bridges of a large graph', facts['bridges'] == len(both.bridges()))
    check('reached of a large graph', facts['reached'] == len(g.subcomponent(int(pairs[0, 0]), mode='out')))
    used = sorted(nodes)
    near('pagerank of a large graph', [nodes[v]['pagerank'] for v in used], g.subgraph(used).pagerank(), 7e-8)
    if FULL:
        return
    inner = g.subgraph(used)
    exact = np.array(inner.betweenness()) / ((len(used) - 1) * (len(used) - 2))
    low = np.array([nodes[v]['betweenness_low'] for v in used])
    high = np.array([nodes[v]['betweenness_high'] for v in used])
    check('sampled betweenness holds the exact one in its interval', np.mean((exact >= low) & (exact <= high)) > .94)


def test_known_graphs(_):
    global skipped
    folder = os.path.join(KNOWN, 'graphs')
    if not os.path.isdir(folder):
        skipped += 1
        return
    expected = json.load(open(os.path.join(folder, 'expected.json'), encoding='utf-8'))
    for name, known in expected.items():
        lines = [line.rstrip('\n').split('\t') for line in open(os.path.join(folder, f'{name}.edges'), encoding='utf-8')]
        path = write([line if len(line) > 2 else line + ['1'] for line in lines], ['from', 'to', 'weight'])
        facts, rows = analyze('chokepoints', path, '--undirected', table='nodes')
        _, findings = analyze('chokepoints', path, '--undirected', table='findings')
        for method in ('betweenness', 'pagerank'):
            near(f'{method} of {name}', column(rows, method), [known[method][r['node']] for r in rows], 1e-9)
        check(f'articulation points of {name}', sorted(f['node'] for f in findings if f['finding'] == 'articulation')
              == sorted(known['articulation']))
        check(f'bridges of {name}', facts['bridges'] == known['bridges'])


# ---- input-output ----

def test_input_output(rng):
    for _ in range(rounds(6, 60)):
        n = int(rng.integers(2, 40))
        flows = np.round(rng.random((n, n)) * 100 * (rng.random((n, n)) < .7))
        final = np.round(rng.random((n, 2)) * 100 * n) + 1
        output = flows.sum(1) + final.sum(1)
        if (flows.sum(0) >= output).any():
            continue
        rows = [[f's{i}', *flows[i], *final[i], output[i] + (3 if i == 0 else 0)] for i in range(n)]
        path = write(rows, ['sector', *[f's{i}' for i in range(n)], 'f1', 'f2', 'x'])
        facts, sectors = analyze('io', path, '--sectors', str(n), '--output', 'x', table='sectors')
        x = output + (np.arange(n) == 0) * 3 if facts['output_used'] == 'by_declared' else output
        leontief = np.linalg.inv(np.eye(n) - flows / x)
        ghosh = np.linalg.inv(np.eye(n) - flows / x[:, None])
        near('output_multiplier', column(sectors, 'output_multiplier'), leontief.sum(0), 1e-9)
        near('supply_multiplier', column(sectors, 'supply_multiplier'), ghosh.sum(1), 1e-9)
        near('influence', column(sectors, 'influence'), leontief.sum(0) / leontief.sum(0).mean(), 1e-9)
        near('sensitivity', column(sectors, 'sensitivity'), leontief.sum(1) / leontief.sum(1).mean(), 1e-9)
        near('difference', column(sectors, 'difference'), (np.arange(n) == 0) * 3.0, 1e-9)


# ---- a register ----

def made_register(rng, rows):
    words = ['电池', '锂电池', '储能', '餐饮服务', '电池回收', '逆变器制造', '道路货物运输']
    chosen = rng.integers(0, len(words), (rows, 3))
    return write(([f'企业{i}', '；'.join(words[w] for w in row) + '；' + '依法须经批准的项目' * 12, i * 7919 % 10007]
                  for i, row in enumerate(chosen)), ['name', 'scope', 'capital'], 'register.csv')


def test_interrupted_pass(rng):
    """Killed after its first state, the command goes on where it was and answers as if it had not been."""
    register = made_register(rng, rounds(20000, 450000))
    keywords = write([('电池', '电池|锂电池', '电池回收', 3), ('储能', '储能', '', 2)],
                     ['segment', 'keyword', 'negative', 'points'], 'keywords.csv')
    signals = write([('number', 'capital', 5, 0, 10000)], ['signal', 'column', 'points', 'low', 'high'], 'signals.csv')
    command = [PROGRAM, '--format', 'csv', 'analyze', 'match', '--input', register, '--keywords', keywords, '--text',
               'scope', '--top', '50', '--signals', signals]
    whole = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    check('a short list of both segments', whole.count('\n') == 101)
    state = os.path.join(FOLDER.name, 'state')
    interrupted = subprocess.Popen(command + ['--state', state], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while interrupted.poll() is None and not os.path.exists(state):
        time.sleep(.02)
    interrupted.kill()
    interrupted.wait()
    check('killed when a state was there', os.path.exists(state) == FULL)  # a state is kept every 64 MiB
    again = subprocess.run(command + ['--state', state], capture_output=True, text=True, check=True)
    check('an interrupted pass answers like a whole one', again.stdout == whole)
    check('a state that has served is gone', not os.path.exists(state))


def main():
    for test in (test_complexity, test_order_and_unit, test_specialisation, test_fitness, test_chokepoints,
                 test_large_graph, test_known_graphs, test_input_output, test_interrupted_pass):
        before = failed
        test(np.random.default_rng(SEED))
        if failed > before:
            print(f'FAILED {test.__name__} (--seed {SEED})')
    print(f'{passed} passed, {failed} failed, {skipped} skipped')
    sys.exit(1 if failed else 0)


main()
