#!/usr/bin/env python3
"""The real server under writers, and something breaks at a random moment: what was acknowledged is there, once, and
nothing stands by halves.

    run.py kills PROGRAM sqlite|postgres FROM TO        kill -9 of the server
    run.py postgres PROGRAM FROM TO                     kill -9 of PostgreSQL: all of it, or one of its processes
    run.py power PROGRAM FAILING_SERVER FROM TO         power cuts: what was not synced is lost in part
    run.py full PROGRAM FAILING_SERVER FROM TO          full disks

Each number from FROM to TO (not included) is the seed of one break.
"""
import os
import random
import signal
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'harness'))
from running import OFFICE, Caller, City, Person, Postgres, Server, check, close_ring, has_postgres, wait_for  # noqa: E402
from writers import Creator, Editor, FormEditor, Importer, Uploader  # noqa: E402

POWER_EXIT = 86
# Rows of now and their open versions: one says what the other says.
TORN = ('select count(*) from enterprise e full join (select * from enterprise_log where to_us = 9223372036854775807 and deleted = 0) l '
        'on l.id = e.id where e.id is null or l.id is null or e.name is distinct from l.name '
        'or e.address is distinct from l.address or e.rev is distinct from l.rev')


def begin(program, url, failing=None):
    """A city, a server (a failing one sees every write to its files: no command writes beside it), and its writers."""
    city = City(program, url)
    token = city.token()
    server = Server(city, failing)
    caller, person = Caller(server.base, token), [Person(server.base, OFFICE, city.password) for _ in range(3)]
    writers = [Creator('C1', token), Creator('C2', token), Editor('E1', caller), Editor('E2', caller),
               FormEditor('F1', caller, person[0]), Importer('I1', person[1]), Uploader('U1', caller, person[2])]
    return city, server, writers


class Round:
    """The writers at work on a server, in threads of their own."""

    def __init__(self, writers, server):
        self.writers, self.until = writers, threading.Event()
        self.before = self.promises()
        for w in writers:
            w.connect(server.base)
        self.threads = [threading.Thread(target=w.run, args=(self.until,)) for w in writers]
        for t in self.threads:
            t.start()

    def promises(self):
        return sum(w.promises for w in self.writers)

    def made(self):
        return self.promises() - self.before

    def end(self):
        self.until.set()
        for t in self.threads:
            t.join()
        return self.made()


def what_is_wrong(city, writers):
    """Everything that was promised and is not there, there twice, or torn; the words of verify."""
    found = []
    for w in writers:
        w.check(city)
        found += w.surprises
        w.surprises = []
    [(torn,)] = city.query(TORN)
    if torn:
        found.append(f'{torn} records differ from their open version')
    said = city.verifies()
    return found + ([said] if said else [])


def tell(sentence, seed, made, found):
    check(f'{sentence} (seed {seed}, {made} writes acknowledged)', not found, '; '.join(found[:12]))


def random_of(seed):
    return random.Random(seed * 2654435761 + 1)


# ---- the server is killed ----

def kills(program, url, first, last):
    city, server, writers = begin(program, url)
    for seed in range(first, last):
        work, moment = Round(writers, server), random_of(seed).randrange(0, 120)
        reached = wait_for(lambda: work.made() >= moment)
        server.kill()
        made = work.end()
        tell('the server is killed: what it acknowledged is there, once', seed, made,
             what_is_wrong(city, writers) + ([] if reached is not None else ['the writers got nowhere']))
        server = Server(city)
    finish(city, server, writers)


def finish(city, server, writers):
    """Everybody writes once more; the server ends as it should, without a leak."""
    work = Round(writers, server)
    before = [w.promises for w in writers]
    check('afterwards everybody writes again',
          wait_for(lambda: all(w.promises > b for w, b in zip(writers, before))))
    print('  ' + ', '.join(f'{w.name} {w.promises}' for w in writers))
    work.end()
    code = server.stop()
    found = what_is_wrong(city, writers) + ([f'exit {code}: ' + ''.join(server.said)[-3000:]] if code else [])
    check('the server stops by itself, nothing is missing', not found, '; '.join(found[:12]))


# ---- PostgreSQL is killed ----

def break_postgres(cluster, city, random_source):
    """All of it at once, or one process that serves us (the rest then begins again by itself)."""
    if random_source.random() < 0.5:
        cluster.tool('kill')
        cluster.tool('restart')
        return 'PostgreSQL is killed'
    database = city.url.split('/')[3].split('?')[0]
    pids = cluster.sql(f"select pid from pg_stat_activity where datname = '{database}'").split()
    if pids:
        os.kill(int(random_source.choice(pids)), signal.SIGKILL)
    return 'one process of PostgreSQL is killed'


def postgres_kills(program, first, last):
    cluster = Postgres()
    try:
        city, server, writers = begin(program, cluster.new_database())
        for w in writers:
            w.ends_without_answer = False
        for seed in range(first, last):
            source, work = random_of(seed), Round(writers, server)
            wait_for(lambda: work.made() >= source.randrange(0, 120))
            what = break_postgres(cluster, city, source)
            at = [w.promises for w in writers]
            back = wait_for(lambda: all(w.promises > before for w, before in zip(writers, at)))
            made = work.end()
            found = what_is_wrong(city, writers) + ([] if back else ['the server did not come back'])
            tell(f'{what}: what was acknowledged is there, once, and the server comes back', seed, made, found)
        print(f'  answers that told of a conflict with nobody: {sum(w.crossed for w in writers)}')
        finish(city, server, writers)
    finally:
        cluster.close()


# ---- the disk ----

def power_cuts(program, failing, url, first, last):
    city, server, writers = begin(program, url, failing)
    for seed in range(first, last):
        source = random_of(seed)
        server.tell(f'cut {source.randrange(1, 2500)} {source.randrange(1, 2**63)}')
        work = Round(writers, server)
        gone = wait_for(lambda: not server.runs())
        made = work.end() if gone else server.kill() and work.end()
        code = server.end() if gone else 0
        found = what_is_wrong(city, writers) + ([] if code == POWER_EXIT else [f'it ended with {code}'])
        tell('the power goes: what was acknowledged is there, once', seed, made, found)
        server = Server(city, failing)
    finish(city, server, writers)


def full_disks(program, failing, url, first, last):
    city, server, writers = begin(program, url, failing)
    reader = Caller(server.base, writers[0].token)
    for seed in range(first, last):
        source, work = random_of(seed), Round(writers, server)
        wait_for(lambda: work.made() >= source.randrange(0, 60))
        server.tell(f'room {source.randrange(0, 300000)}')
        full = wait_for(lambda: reader.ask('POST', '/api/v1/enterprise', {'name': 'x', 'region': 'x'})[0] and
                        any(w.unsure for w in writers))
        status, _, said = reader.ask('GET', '/api/v1/enterprise?limit=1')
        server.tell('room -1')
        before = work.made()
        again = wait_for(lambda: work.made() > before + 20)
        made = work.end()
        found = what_is_wrong(city, writers)
        found += [] if full and status == 200 and again else [f'full {full}, reads {status} {said}, goes on {again}']
        tell('the disk is full: told as 503, reading goes on, writing too once there is room', seed, made, found)
    finish(city, server, writers)


def main(what, program, *more):
    first, last = int(more[-2]), int(more[-1])
    if 'postgres' in (what, *more) and not has_postgres():
        check('PostgreSQL is installed', False)
    elif what == 'postgres':
        postgres_kills(program, first, last)
    elif what == 'kills' and more[0] == 'postgres':
        cluster = Postgres()
        try:
            kills(program, cluster.new_database(), first, last)
        finally:
            cluster.close()
    else:
        with tempfile.TemporaryDirectory() as folder:
            url = 'sqlite:' + os.path.join(folder, 'city.db')
            if what == 'kills':
                kills(program, url, first, last)
            elif what == 'power':
                power_cuts(program, more[0], url, first, last)
            elif what == 'full':
                full_disks(program, more[0], url, first, last)
            else:
                sys.exit(__doc__)
    return close_ring()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) >= 5 else __doc__)
