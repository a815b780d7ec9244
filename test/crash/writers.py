"""Who writes while things break, and what they were promised: each remembers what was acknowledged to it, and finds it
again in the tables afterwards.

A write is promised when its answer arrived whole and said so (2xx, or a redirect that was followed).  After anything
else (no answer, 503) it may be there or not: the writer looks, and goes on from what it finds.
"""
import http.client
import re
import time

from running import Caller

NO_ANSWER = (OSError, http.client.HTTPException)
REGION = '云江经开区'


class Writer:
    ends_without_answer = True  # else: goes on asking, the server stands and its database does not

    def __init__(self, name):
        self.name, self.n = name, 0
        self.unsure = False  # the last write may be there or not
        self.surprises = []
        self.promises = 0
        self.crossed = 0  # told that somebody else wrote the same, where nobody did

    def surprise(self, words):
        self.surprises.append(f'{self.name}: {words}')

    def run(self, until):
        """Writes until told, or until nobody answers any more."""
        while not until.is_set():
            try:
                if self.unsure and not self.look():
                    time.sleep(0.02)
                    continue
                self.unsure = True
                self.write()
            except NO_ANSWER:
                if self.ends_without_answer:
                    return
                time.sleep(0.02)

    def look(self):
        """What became of the last write; False: not known yet."""
        self.unsure = False
        return True

    def acknowledged(self, status, said):
        """True: a promise.  503 says try again; anything else is not what a sound request may meet."""
        if status in (200, 201):
            self.unsure = False
            self.promises += 1
            return True
        self.wants_503(status, said)
        return False

    def wants_503(self, status, said):
        if status == 409 and not self.ends_without_answer:
            self.crossed += 1  # a nuisance seen once while a database came back, not a loss: the writer looks again
        elif status != 503:
            text = re.sub(r'<style.*?</style>|<script.*?</script>|<[^>]*>|\s+', ' ', str(said), flags=re.S)
            self.surprise(f'answer {status} {re.sub(" +", " ", text)[-300:]}')


class Creator(Writer):
    """Makes enterprises, asking again with the same key until it is told."""

    def __init__(self, name, token):
        super().__init__(name)
        self.token, self.promised = token, []

    def connect(self, base):
        self.caller = Caller(base, self.token)

    def write(self):
        name = f'{self.name}-{self.n}'
        status, _, made = self.caller.ask('POST', '/api/v1/enterprise', {'name': name, 'region': REGION},
                                          Idempotency_Key=name)
        if self.acknowledged(status, made):
            if made['name'] != name:
                self.surprise(f'{name} came back as {made["name"]}')
            self.promised.append(name)
            self.n += 1

    def check(self, city):
        for table in ('enterprise', 'enterprise_log'):
            times = dict(city.query(f"select name, count(*) from {table} where name like '{self.name}-%' group by name"))
            self.surprises += [f'{n} is {times.get(n, 0)} times in {table}' for n in self.promised if times.get(n) != 1]
            self.surprises += [f'{n} is {k} times in {table}' for n, k in times.items() if k != 1]
            for name in set(times) - set(self.promised) - {f'{self.name}-{self.n}'}:
                self.surprise(f'{name} was never asked for')


class Editor(Writer):
    """Changes one record again and again by the interface; every value once."""

    def __init__(self, name, caller):
        super().__init__(name)
        self.token = caller.token
        _, _, made = caller.ask('POST', '/api/v1/enterprise', {'name': name, 'region': REGION, 'address': 'new'})
        self.id, self.code, self.rev = made['id'], made['code'], made['rev']
        self.value = self.tried = 'new'
        self.promised = []

    def connect(self, base):
        self.caller = Caller(base, self.token)

    def look(self):
        status, _, now = self.caller.ask('GET', f'/api/v1/enterprise/{self.code}')
        if status != 200:
            self.wants_503(status, now)
            return False
        if now['address'] not in (self.value, self.tried):
            self.surprise(f'is {now["address"]}, not {self.value} or {self.tried}')
        self.value, self.rev, self.unsure = now['address'], now['rev'], False
        return True

    def next_value(self):
        self.n += 1
        self.tried = f'{self.name}-{self.n}'
        return self.tried

    def took(self):
        self.value = self.tried
        self.promised.append(self.tried)

    def write(self):
        status, _, now = self.caller.ask('PATCH', f'/api/v1/enterprise/{self.code}', {'address': self.next_value()},
                                         If_Match=f'"{self.rev}"')
        if self.acknowledged(status, now):
            self.rev = now['rev']
            self.took()

    def check(self, city):
        log = [v for v, in city.query(f'select address from enterprise_log where id = {self.id} order by from_us')]
        self.surprises += [f'{v} is {log.count(v)} times in the log' for v in self.promised if log.count(v) != 1]
        if len(set(log)) != len(log):
            self.surprise('a value is twice in the log')
        if sorted(log[1:], key=lambda v: int(v.rsplit('-', 1)[1])) != log[1:]:
            self.surprise('the log is out of order')
        [(now,)] = city.query(f'select address from enterprise where id = {self.id}')
        if now != log[-1] or now not in (self.value, self.tried):
            self.surprise(f'is {now}; the log says {log[-1]}, it was told {self.value}')


class FormEditor(Editor):
    """The same by the form, as a person signed in."""

    def __init__(self, name, caller, person):
        super().__init__(name, caller)
        self.person = person

    def connect(self, base):
        super().connect(base)
        self.person.base = base

    def write(self):
        page = self.person.post(f'/enterprises/{self.code}', {'_rev': self.rev, 'address': self.next_value()})
        if self.acknowledged(self.person.status, page):
            self.took()
            self.unsure = True  # the page does not tell the revision: looked up


class Importer(Writer):
    """Uploads a file and applies it: all of its rows or none, as the page says."""
    ROWS = 40

    def __init__(self, name, person):
        super().__init__(name)
        self.person = person
        self.job = None
        self.promised, self.batches = set(), []

    def connect(self, base):
        self.person.base = base

    def batch(self):
        return f'{self.name}{self.n:04d}'

    def upload(self):
        rows = [f'{self.batch()}-{i},{REGION},{self.batch()}' for i in range(self.ROWS)]
        text = '\n'.join(['企业名称,所在区域,行业代码'] + rows) + '\n'
        page = self.person.upload('/import', {'kind': 'enterprise'}, f'{self.batch()}.csv', text.encode())
        found = re.fullmatch(r'/import/job/(\d+)', self.person.path)
        if self.person.status == 200 and found:
            self.job, self.unsure = found[1], False
        else:
            self.wants_503(self.person.status, page)

    def write(self):
        if not self.job:
            self.upload()
            return
        if self.batch() not in self.batches:
            self.batches.append(self.batch())
        page = self.person.post(f'/import/job/{self.job}/apply', {})
        if self.person.status == 200:
            self.read(page)
        else:
            self.wants_503(self.person.status, page)

    def read(self, page):
        """Applied: undo is offered.  Not begun: apply is.  Neither: under way, look again."""
        if f'/import/job/{self.job}/undo' in page:
            self.promised.add(self.batch())
            self.promises += 1
            self.job, self.n, self.unsure = None, self.n + 1, False
        elif f'/import/job/{self.job}/apply' in page:
            self.unsure = False

    def look(self):
        if not self.job:
            self.unsure = False
            return True
        page = self.person.get(f'/import/job/{self.job}')
        if self.person.status == 200:
            self.read(page)
        else:
            self.wants_503(self.person.status, page)
        return not self.unsure

    def check(self, city):
        for table in ('enterprise', 'enterprise_log'):
            rows = dict(city.query(f"select industry_code, count(*) from {table} where industry_code like '{self.name}%' "
                                   'group by industry_code'))
            for batch in self.batches:
                n = rows.get(batch, 0)
                if n != self.ROWS and (n or batch in self.promised):
                    self.surprise(f'{n} rows of {batch} in {table}{" which was promised" * (batch in self.promised)}')


class Uploader(Writer):
    """Puts files beside a record."""

    def __init__(self, name, caller, person):
        super().__init__(name)
        self.person = person
        _, _, made = caller.ask('POST', '/api/v1/enterprise', {'name': name, 'region': REGION})
        self.code = made['code']
        self.promised = {}

    def connect(self, base):
        self.person.base = base

    def write(self):
        self.n += 1
        name, content = f'{self.name}-{self.n}.txt', (f'{self.name} {self.n}\n' * 3000).encode()
        page = self.person.upload(f'/enterprises/{self.code}/files', {}, name, content)
        if self.acknowledged(self.person.status, page):
            self.promised[name] = len(content)

    def check(self, city):
        found = {name: (times, length) for name, times, length in city.query(
            "select a.name, count(*), min((select sum(length(p.bytes)) from attachment_piece p where p.digest = a.digest)) "
            f"from attachment a where a.name like '{self.name}-%' group by a.name")}
        for name, length in self.promised.items():
            if found.get(name) != (1, length):
                self.surprise(f'{name} of {length} bytes is there as {found.get(name)}')
