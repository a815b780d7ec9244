#!/usr/bin/env python3
"""The program over HTTP as it is run, beside its peers, interleaved in one run.

    run.py LIANZHANG [--rows 100000] [--seconds 4] [--rounds 3] [--peers DIR]

LZ_TEST_POSTGRES names an empty PostgreSQL (tools/test_postgres.sh run).  DIR holds node_modules with PostGraphile;
package.json here names its version.  Prints the figures as they come, and the bars for bars.py."""
import argparse
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import bars
import served

REGIONS = 9
STATUSES = {'operating': '在业', 'existing': '存续', 'revoked': '吊销', 'cancelled': '注销'}
SIZES = ['大型', '中型', '小型', '微型']
CHANGED_A_ROUND = 20000
CLIENTS, MANY_CLIENTS = 64, 200


def median(figures):
    return sorted(figures)[len(figures) // 2]


def quoted(text):
    return urllib.parse.quote(text, safe='=&?/~- ')


# ---- what is in it ----

def write_enterprises(path, regions, n, capital=0):
    """Names in no order, so that a name says nothing about where its row lies."""
    chance = random.Random(7)
    parts = ['云江长风华锐中科新远瑞泰天成恒宇东方南岭北辰金石银河宏图智联科达', '动力电池材料精密机械电子汽车生物环保能源信息装备化工食品纺织物流']
    with open(path, 'w', newline='', encoding='utf-8') as f:
        out = csv.writer(f)
        out.writerow(['企业名称', '所在区域', '注册资本(万元)', '企业规模', '经营状态', '地址'])
        for i in range(n):
            first, second = (p[2 * chance.randrange(16):][:2] for p in parts)
            out.writerow([f'{first}{i * 7919 % n:06d}{second}有限公司', chance.choice(regions), chance.randrange(50, 900000) + capital,
                          chance.choice(SIZES), chance.choice(list(STATUSES.values())), f'工业大道{i % 900 + 1}号'])


def fill(args, url):
    served.run(args.program, '--db', url, 'init', '--demo')
    if not os.path.exists(args.csv):
        found = csv.reader(served.run(args.program, '--db', url, 'export', 'region', '--columns', 'name,kind').splitlines())
        args.regions = [row[0] for row in found if row[1] == '区县'][:REGIONS]
        write_enterprises(args.csv, args.regions, args.rows)
    served.run(args.program, '--db', url, 'import', 'enterprise', args.csv)
    if url.startswith('postgresql'):
        served.run('psql', '-q', url, '-c', 'vacuum analyze')


# ---- lists ----

def filtered_lists(args, path):
    """Filter and sort: the rows of a district and a status, by name."""
    return [quoted(f'GET {path}?region={region}&status={status}&sort=name') for region in args.regions for status in STATUSES]


PEER_TABLE = """
create schema peer;
create table peer.enterprise as select e.id, e.code, e.name, e.uscc, r.name as region, e.capital, e.size,
  e.status, e.verified from enterprise e join region r on r.id = e.region;
alter table peer.enterprise add primary key (id);
create index on peer.enterprise (region, status, name, id);
analyze peer.enterprise"""
QUERY = ('{"query":"{allEnterprises(first:50,orderBy:[NAME_ASC,ID_ASC],condition:{region:\\"%s\\",status:\\"%s\\"}){nodes{id code name uscc '
         'region capital size status verified}}}"}')


def serve_postgraphile(args, url):
    folder = urllib.parse.parse_qs(url.split('?', 1)[1])['host'][0]
    database = f'postgres://postgres@{urllib.parse.quote(folder, safe="")}/postgres'
    command = ['node', args.peers + '/node_modules/postgraphile/cli.js', '-c', database, '-s', 'peer', '-p', '{port}', '-n', '127.0.0.1',
               '--disable-graphiql', '--disable-query-log', '--max-pool-size', '20', '--cluster-workers', '2']
    return served.Server(command, '/graphql', url, env={**os.environ, 'NODE_ENV': 'production'})


class Figures:
    """By name: what each round measured."""

    def __init__(self):
        self.by_name = {}

    def add(self, name, figures, counts=True):
        if not counts:
            return
        self.by_name.setdefault(name, []).append(figures)
        print(f'  {name:58} {figures[0]:9,.0f}/s  median {figures[1]:8.2f} ms  p99 {figures[2]:8.2f} ms  {figures[3]:9,.0f} for a second of CPU', flush=True)

    def rate(self, name):
        return median([f[0] for f in self.by_name[name]])

    def cpu_rate(self, name):
        return median([f[3] for f in self.by_name[name]])

    def p99(self, name):
        return median([f[2] for f in self.by_name[name]])


def measure_lists(args, servers, peer, figures):
    """The first round, unrecorded, fills the caches of all alike."""
    queries = ['POST /graphql ' + QUERY % (region, status) for region in args.regions for status in STATUSES]
    for r in range(args.rounds + 1):
        for label, (server, browser, token) in servers.items():
            for what, path, headers in (('page', '/enterprises', browser), ('json', '/api/v1/enterprise', token)):
                figures.add(f'list {what}, {label}', served.load(server, filtered_lists(args, path), headers, CLIENTS, args.seconds, args.folder), r)
        figures.add('list, PostGraphile', served.load(peer, queries, {'Content-Type': 'application/json'}, CLIENTS, args.seconds, args.folder), r)
    for label, (server, browser, _) in servers.items():
        figures.add(f'list page, {MANY_CLIENTS} clients, {label}',
                    served.load(server, filtered_lists(args, '/enterprises'), browser, MANY_CLIENTS, args.seconds, args.folder))


# Measured once beside PostGraphile, both tuned with the right index: 80 against 260 lists a second.
DIRECTUS_BESIDE_POSTGRAPHILE = 80 / 260


def tell_lists(servers, figures):
    peer = figures.cpu_rate('list, PostGraphile')
    for label in servers:
        for what in ('page', 'json'):
            rate = figures.cpu_rate(f'list {what}, {label}')
            bars.bar(f'list {what}: filter and sort, {label}', rate, '/CPU s', peer, 'PostGraphile', least=8, hard=True)
            bars.bar(f'list {what}: filter and sort, {label}', rate, '/CPU s', peer * DIRECTUS_BESIDE_POSTGRAPHILE, 'Directus (derived)',
                     least=20, hard=True)
        bars.limit(f'list page: p99 at {MANY_CLIENTS} clients, {label}', figures.p99(f'list page, {MANY_CLIENTS} clients, {label}'), ' ms', 50)


# ---- single pages ----

def questions(args, deep, code):
    region = quoted(args.regions[2])
    return {
        'first page': '/enterprises',
        'one district and status, by name': f'/enterprises?region={region}&status=operating&sort=name',
        'one district, last names first': f'/enterprises?region={region}&sort=-name',
        'a deep page': deep,
        'words: two characters': '/enterprises?q=' + quoted('银河'),
        'words: three, rare': '/enterprises?q=' + quoted('长风 4521 电池').replace(' ', '+'),
        'newest changes first': '/enterprises?sort=-changed',
        'one enterprise': '/enterprises/' + code,
        'home': '/',
    }


def deep_page(server, token):
    """Far down, by the tokens that pages lead on with."""
    after = ''
    for _ in range(20):
        page = json.loads(server.ask('GET', f'/api/v1/enterprise?limit=500&count=0&after={after}', token)[2])
        after = page['next']
    return f'/enterprises?after={after}', page['rows'][0]['code']


def measure_pages(args, servers, most_ms):
    for label, (server, browser, token) in servers.items():
        slowest = 0
        for name, path in questions(args, *deep_page(server, token)).items():
            status = server.ask('GET', path, browser)[0]
            _, p50, p99, _ = served.load(server, ['GET ' + path], browser, 1, 1, args.folder) if status == 200 else (0, 0, 0, 0)
            print(f'  {label}: {name:40} {p50:8.2f} ms  p99 {p99:8.2f} ms' + ('' if status == 200 else f'  refused: {status}'), flush=True)
            slowest = max(slowest, p50)
        bars.limit(f'slowest page of {args.rows:,} rows, {label}', slowest, ' ms', most_ms)


# ---- changes ----

CHANGE_TABLES = """
create table peer.thing as select id, name, code as c4 from peer.enterprise;
alter table peer.thing add primary key (id);
create table peer.thing_log (id int8, from_us int8, c text, primary key (id, from_us));
create table peer.act (id int8 primary key, at_us int8, what text);
create sequence peer.act_ids"""
CHANGE = """\\set row random(1, 100000)
begin;
update peer.thing set c4 = '改' where id = (select id from peer.thing where id >= :row order by id limit 1);
insert into peer.thing_log values (:row, (extract(epoch from clock_timestamp()) * 1000000)::int8, '改') on conflict do nothing;
insert into peer.act values (nextval('peer.act_ids'), 0, 'save');
commit;
"""


def pgbench(args, url):
    path = args.folder + '/change.sql'
    with open(path, 'w', encoding='utf-8') as f:
        f.write(CHANGE)
    program = sorted(subprocess.run('ls /usr/lib/postgresql/*/bin/pgbench', shell=True, capture_output=True, text=True).stdout.split())[-1]
    before = served.cpu_s([served.postmaster_of(url)])
    out = served.run(program, '-n', '-M', 'prepared', '-c', str(CLIENTS), '-j', '2', '-T', str(args.seconds), '-f', path, url)
    latency = float(out.split('latency average = ')[1].split()[0])
    rate = float(out.split('tps = ')[1].split()[0])
    return rate, latency, latency, rate * args.seconds / (served.cpu_s([served.postmaster_of(url)]) - before)


def measure_changes(args, servers, url, codes, figures):
    for r in range(args.rounds):
        slice_ = codes[r * CHANGED_A_ROUND:(r + 1) * CHANGED_A_ROUND]
        lines = [f'PATCH /api/v1/enterprise/{code} {{"address":"新工业大道{i}号"}}' for i, code in enumerate(slice_)]
        for label, (server, _, token) in servers.items():
            figures.add(f'change, {CLIENTS} clients, {label}',
                        served.load(server, lines, {**token, 'Content-Type': 'application/json'}, CLIENTS, args.seconds, args.folder))
        figures.add('change, pgbench', pgbench(args, url))
    for label in servers:
        name = f'change, {CLIENTS} clients, {label}'
        bars.bar(f'{name}, over HTTP', figures.cpu_rate(name), '/CPU s', figures.cpu_rate('change, pgbench'), 'pgbench', least=0.33)
        bars.floor(f'{name}, over HTTP', figures.rate(name), '/s', 3000)


# ---- history ----

def measure_history(args, program, plain, folder, figures):
    """The same rows with one version each and with eleven."""
    aged = served.copy_file(plain, folder + '/aged.db')
    for i in range(10):
        path = folder + '/again.csv'
        write_enterprises(path, args.regions, args.rows, i + 1)
        served.run(program, '--db', aged, 'import', 'enterprise', path)
    with served.serve(program, 'sqlite:' + plain) as young, served.serve(program, aged) as old:
        who = {server: served.sign_in(server) for server in (young, old)}
        for r in range(args.rounds + 3):
            for name, server in (('list page, no history', young), ('list page, ten versions a row', old)):
                figures.add(name, served.load(server, filtered_lists(args, '/enterprises'), who[server], CLIENTS, args.seconds, folder), r)
    bars.bar('list page with ten versions a row, SQLite', figures.cpu_rate('list page, ten versions a row'), '/CPU s',
             figures.cpu_rate('list page, no history'), 'none', least=0.9, hard=True)


# ---- the program itself ----

def measure_program(args, url):
    starts, memory = [], []
    for _ in range(7):
        with served.serve(args.program, url) as server:
            starts.append(server.start_ms)
            memory.append(server.memory_mib())
    bars.limit('start to first answer', median(starts), ' ms', 200)
    bars.limit('idle memory', median(memory), ' MiB', 64)
    bars.limit('binary, with assets', os.path.getsize(os.path.realpath(args.program)) / 2 ** 20, ' MiB', 15)


def measure_all(args):
    plain, postgres = args.folder + '/plain.db', os.environ.get('LZ_TEST_POSTGRES')
    url = served.new_file(plain)
    fill(args, url)
    served.copy_file(plain, args.folder + '/changed.db')
    measure_program(args, url)
    figures, databases = Figures(), {'SQLite': 'sqlite:' + args.folder + '/changed.db'}
    if postgres:
        fill(args, postgres)
        served.run('psql', '-q', postgres, '-c', PEER_TABLE, '-c', CHANGE_TABLES)
        databases['PostgreSQL'] = postgres
    servers = {}
    for label, database in databases.items():
        server = served.serve(args.program, database)
        servers[label] = (server, served.sign_in(server), served.token_of(args.program, database))
    try:
        measure_pages(args, servers, 50 if args.rows <= 100000 else 100)
        if postgres and not args.pages_alone:
            with serve_postgraphile(args, postgres) as peer:
                measure_lists(args, servers, peer, figures)
            tell_lists(servers, figures)
            codes = [row[0] for row in csv.reader(served.run(args.program, '--db', url, 'export', 'enterprise', '--columns', 'code,name').splitlines()[1:])]
            measure_changes(args, servers, postgres, codes, figures)
    finally:
        for label, (server, _, _) in servers.items():
            print(f'  {label}: memory at most {server.peak_mib():.0f} MiB under this load')
            server.close()
    if not args.pages_alone:
        measure_history(args, args.program, plain, args.folder, figures)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('program')
    p.add_argument('--rows', type=int, default=100000)
    p.add_argument('--seconds', type=int, default=4)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--peers', default='')
    p.add_argument('--pages-alone', action='store_true')
    args = p.parse_args()
    args.program = os.path.abspath(args.program)
    args.folder = tempfile.mkdtemp(prefix='http-bench-', dir=os.path.dirname(args.program))  # on the disk of the build
    args.csv = args.folder + '/enterprises.csv'
    try:
        measure_all(args)
    finally:
        shutil.rmtree(args.folder)


main()
