#!/usr/bin/env python3
"""Two servers on one PostgreSQL are one platform; and a city copied from SQLite to PostgreSQL and back is the same.

    run.py PROGRAM
"""
import contextlib
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'harness'))
from running import OFFICE, Caller, City, Person, Postgres, Server, check, close_ring, environment, has_postgres, \
    wait_for  # noqa: E402

REGION = '云江经开区'
ROUNDS = 12
USCC_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def credit_code(n):
    """GB 32100-2015: seventeen places and a check character."""
    body = f'91439900MA{n:07d}'
    total = sum(USCC_LETTERS.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + USCC_LETTERS[-total % 31]


def at_once(*calls):
    """Runs them at the same moment, a thread each; their answers in order."""
    answers, gate = [None] * len(calls), threading.Barrier(len(calls))

    def run(i):
        gate.wait()
        answers[i] = calls[i]()
    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return answers


# ---- beginning ----

def init_twice_at_once(program, cluster):
    url = cluster.new_database()
    starts = [subprocess.Popen([program, '--db', url, 'init'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env=environment()) for _ in range(2)]
    said = [p.communicate()[0] for p in starts]
    check('two that begin one database at once both end well', all(p.returncode == 0 for p in starts), ' | '.join(said))
    alone = cluster.new_database()
    subprocess.run([program, '--db', alone, 'init'], check=True, capture_output=True, env=environment())
    counts = [cluster.sql("select (select count(*) from operation) || ' acts, ' || (select count(*) from information_schema.columns "
                          "where table_schema = 'public') || ' columns'", u.split('/')[3].split('?')[0]) for u in (url, alone)]
    check('it was begun once', counts[0] == counts[1], ' and '.join(counts))


# ---- two people ----

def edit_one_record(office, other):
    made = office.send('POST', '/api/v1/enterprise', {'name': '两处改一家', 'region': REGION, 'address': '原址'})
    code = made.split('"code":"')[1].split('"')[0]
    page = f'/enterprises/{code}'
    office.post(page, {'_rev': '1', 'address': '甲处'})
    check('the first of two changes is saved', office.status == 200 and '甲处' in office.get(page))
    shown = other.post(page, {'_rev': '1', 'address': '乙处'})
    check('the second is shown both values, and nothing is lost', '甲处' in shown and '乙处' in shown and
          '乙处' not in other.get(page), f'{other.status}')
    other.post(page, {'_rev': '1', 'products': '副车架'})
    merged = office.get(page)
    check('a change of another field is merged', '甲处' in merged and '副车架' in merged)


def one_session(office, server_b, password):
    before = office.base
    office.base = server_b.base
    page = office.get('/me')
    check('who signed in at one server is signed in at the other', office.status == 200 and office.path == '/me' and
          'name="password"' not in page, f'{office.status} {office.path}')
    office.base = before


def one_credit_code(city, a, b):
    token = city.token()
    callers = [Caller(s.base, token) for s in (a, b)]
    good, told = 0, 0
    for n in range(ROUNDS):
        body = {'uscc': credit_code(9000000 + n), 'region': REGION}
        answers = at_once(*[lambda c=c, i=i: c.ask('POST', '/api/v1/enterprise', {**body, 'name': f'同码{n}-{i}'})
                            for i, c in enumerate(callers)])
        good += sorted(status for status, _, _ in answers) in ([201, 409], [201, 422])
        again = callers[0].ask('POST', '/api/v1/enterprise', {**body, 'name': f'同码{n}-再'})  # a clash says: try again
        told += again[0] == 422 and "'uscc'" in str(again[2])
    check('of two that enter one credit code at once one wins', good == ROUNDS, f'{good} of {ROUNDS}')
    check('and who tries again is told which field it is', told == ROUNDS, f'{told} of {ROUNDS}')
    [(n, distinct)] = city.query("select count(*), count(distinct uscc) from enterprise where name like '同码%'")
    check('each code is there once', (n, distinct) == (ROUNDS, ROUNDS), f'{n}, {distinct}')


def one_import(person_a, person_b, city):
    """The same upload applied at both servers at once is applied once."""
    text = '企业名称,所在区域,行业代码\n' + ''.join(f'两处导入{i},{REGION},ZZ0001\n' for i in range(60))
    person_a.upload('/import', {'kind': 'enterprise'}, 'a.csv', text.encode())
    job = person_a.path
    person_b.get('/me')
    wait_for(lambda: job + '/apply' in person_a.get(job))
    at_once(lambda: person_a.post(job + '/apply', {}), lambda: person_b.post(job + '/apply', {}))
    statuses = (person_a.status, person_b.status)
    wait_for(lambda: job + '/undo' in person_a.get(job))
    [(n,)] = city.query("select count(*) from enterprise where industry_code = 'ZZ0001'")
    [(versions,)] = city.query("select count(*) from enterprise_log where industry_code = 'ZZ0001'")
    check('an import that is applied at both servers at once runs once', (n, versions) == (60, 60),
          f'{n} rows, {versions} versions, answers {statuses}')


def one_lock_out(city, a, b):
    def try_in(server, password):
        person = Person(server.base, 'qiye', password)
        person.get('/me')
        return person.path == '/me'
    check('an account signs in at either', try_in(a, city.password) and try_in(b, city.password))
    for i in range(6):
        try_in((a, b)[i % 2], 'wrong')
    check('what is guessed at both servers counts together', not try_in(a, city.password) and not try_in(b, city.password))


def two_servers(program, cluster):
    city = City(program, cluster.new_database())
    with contextlib.ExitStack() as stack:
        servers = [Server(city), Server(city)]
        for s in servers:
            stack.callback(lambda s=s: check('a server stops by itself', s.stop() == 0))
        a, b = servers
        office, other = Person(a.base, OFFICE, city.password), Person(b.base, OFFICE, city.password)
        edit_one_record(office, other)
        one_session(office, b, city.password)
        one_credit_code(city, a, b)
        one_import(office, other, city)
        one_lock_out(city, a, b)
    check('what both wrote and sealed verifies', not city.verifies())


# ---- copies ----

def exports(city, kinds):
    return {k: city.run('export', k, wanted=None).stdout for k in kinds}


RIGHTS = 'select account, class, verb, place from scope order by 1, 2, 3, 4'


def copies(program, cluster, folder):
    first = City(program, 'sqlite:' + os.path.join(folder, 'first.db'))
    server = Server(first)
    described = Caller(server.base, first.token()).ask('GET', '/api/v1/openapi.json')[2]
    check('the server stops by itself', server.stop() == 0)
    kinds = sorted(p.rsplit('/', 1)[1] for p in described['paths'] if p.count('/') == 3)
    before, rights = exports(first, kinds), first.query(RIGHTS)
    check(f'each of the {len(kinds)} kinds is exported', len(kinds) > 5 and sum(len(t) > 0 for t in before.values()) > 5)
    here = first
    for url in (cluster.new_database(), 'sqlite:' + os.path.join(folder, 'second.db')):
        here.run('copy', '--to', url)
        there = City.__new__(City)
        there.program, there.url = program, url
        after = exports(there, kinds)
        differ = [k for k in kinds if before[k] != after[k]]
        name = url.split(':')[0]
        check(f'a copy in {name} exports the same', not differ, ', '.join(differ))
        check(f'in a copy in {name} everybody may see and do the same', there.query(RIGHTS) == rights)
        check(f'a copy in {name} verifies', not there.verifies())
        here = there


def main(program):
    if not has_postgres():
        check('PostgreSQL is installed', False)
        return close_ring()
    cluster = Postgres()
    try:
        init_twice_at_once(program, cluster)
        two_servers(program, cluster)
        with tempfile.TemporaryDirectory() as folder:
            copies(program, cluster, folder)
    finally:
        cluster.close()
    return close_ring()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
