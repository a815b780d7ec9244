"""What a user would take instead, one method a run: peers.py PEER METHOD SIZES… FILE
prints "wall_s cpu_s peak_mib check" as bench-analysis does."""
import resource
import sys
import time

import numpy as np


def complexity_as_published(x, integers=True):
    """The steps of py-ecomplexity, Hidalgo & Hausmann's indices over dense arrays.  It multiplies the
    integer matrix M, which numpy does without BLAS; `integers` False is the tuned variant."""
    with np.errstate(divide='ignore', invalid='ignore'):
        rca = (x / x.sum(1)[:, None]) / (x.sum(0) / x.sum())
    m = (np.nan_to_num(rca) >= 1).astype(int if integers else float)
    kc, kp = m.sum(1), m.sum(0)
    m1, m2 = m / kc[:, None], m / kp
    if integers:
        m1 @ m2.T  # both products are made, one is used
    values, vectors = np.linalg.eig(m2.T @ m1)
    pci = np.real(vectors[:, values.argsort()[-2]])
    eci = m1 @ pci
    sign = np.sign(np.corrcoef(kc, eci)[0, 1])
    eci, pci = sign * eci, sign * pci
    phi = (m.T @ m) / np.maximum(kp[:, None], kp)
    np.fill_diagonal(phi, 1)
    density = (m @ phi) / phi.sum(1)
    coi = (density * (1 - m) * pci).sum(1)
    cog = (1 - m) * ((1 - m) @ (phi * (pci / phi.sum(1))[:, None])) / eci.std()
    eci = (eci - eci.mean()) / eci.std()
    coi = (coi - coi.mean()) / coi.std()
    return np.abs(eci).sum() + density.sum() + np.abs(cog).sum()


def graph_igraph(method, n, pairs):
    import igraph
    g = igraph.Graph(n=n, edges=pairs.tolist(), directed=True)
    begun = time.perf_counter(), time.process_time()
    if method == 'betweenness':
        check = sum(g.betweenness(directed=True)) / ((n - 1) * (n - 2))
    elif method == 'pagerank':
        check = sum(r * r for r in g.pagerank(damping=.85))
    elif method == 'dominators':
        check = 1 + sum(1 for d in g.dominator(0) if d >= 0)
    elif method == 'weak-spots':
        both = g.as_undirected()
        check = len(both.articulation_points()) + 1e-6 * len(both.bridges())
    else:
        check = len(g.connected_components(mode='strong'))
    return begun, check


def graph_networkx(method, n, pairs):
    import networkx
    g = networkx.DiGraph()
    g.add_nodes_from(range(n))
    g.add_edges_from(pairs.tolist())
    begun = time.perf_counter(), time.process_time()
    if method == 'betweenness':
        check = sum(networkx.betweenness_centrality(g).values())
    elif method == 'sampled':
        check = sum(networkx.betweenness_centrality(g, k=min(n, 100), seed=1).values())
    elif method == 'pagerank':
        check = sum(r * r for r in networkx.pagerank(g, tol=1e-10, max_iter=1000).values())
    elif method == 'dominators':
        check = len(networkx.immediate_dominators(g, 0))
    elif method == 'weak-spots':
        both = networkx.Graph(g)
        both.remove_edges_from(networkx.selfloop_edges(both))
        check = len(list(networkx.articulation_points(both))) + 1e-6 * len(list(networkx.bridges(both)))
    else:
        check = networkx.number_strongly_connected_components(g)
    return begun, check


def main():
    peer, method, sizes, path = sys.argv[1], sys.argv[2], [int(s) for s in sys.argv[3:-1]], sys.argv[-1]
    if method == 'complexity':
        x = np.fromfile(path).reshape(sizes)
        begun = time.perf_counter(), time.process_time()
        check = complexity_as_published(x, integers=peer == 'published')
    elif method == 'inverse':
        m = np.fromfile(path).reshape(sizes[0], sizes[0])
        begun = time.perf_counter(), time.process_time()
        check = np.linalg.inv(m).sum()
    else:
        pairs = np.unique(np.fromfile(path, dtype=np.uint32).reshape(-1, 2), axis=0)
        begun, check = {'igraph': graph_igraph, 'networkx': graph_networkx}[peer](method, sizes[0], pairs)
    wall, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
    print(f'{wall:.6f} {cpu:.6f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f} {check:.12g}')


main()
