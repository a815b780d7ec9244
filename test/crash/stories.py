#!/usr/bin/env python3
"""Ten stories over HTTP, and in each the n-th allocation, step of the database or write to the disk fails, for n = 1, 2,
3 … until it comes through: each answer is 503 or the one of a day without trouble; then the same story succeeds.

    stories.py PROGRAM SHORT_SERVER FAILING_SERVER WHATS STRIDE
WHATS: step, memory, write, or several with commas; STRIDE: every so many n alone.
"""
import http.client
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'harness'))
from running import OFFICE, Caller, City, Person, Server, check, close_ring  # noqa: E402

REGION = '云江经开区'
NO_ANSWER = (OSError, http.client.HTTPException)


class Stories:
    """Each tells what must be the same every time; what it writes is new every time."""

    def __init__(self, city, server, token, mark):
        self.caller, self.mark, self.n = Caller(server.base, token), mark, 0
        self.city, self.base = city, server.base
        self.person = Person(server.base, OFFICE, city.password)
        self.names = [n for n in dir(self) if n.startswith('tell_')]

    def new(self, name='记录'):
        self.n += 1
        return f'{name}{self.mark}{self.n}'

    def made(self):
        """A record to do something with, made while nothing fails."""
        return self.caller.ask('POST', '/api/v1/enterprise', {'name': self.new(), 'region': REGION})[2]

    def tell_list(self, _):
        page = self.person.get('/projects')
        return self.person.status, re.sub(r'nonce="[^"]*"|"_csrf" value="[^"]*"', '', page)

    def tell_sign_in(self, _):
        return Person(self.base, OFFICE, self.city.password).status, ''

    def tell_api_list(self, _):
        return self.caller.ask('GET', '/api/v1/project?limit=20')[::2]

    def tell_export(self, _):
        page = self.person.get('/projects/export?format=csv')
        return self.person.status, page

    def tell_ledger(self, _):
        self.person.get('/ledgers')
        return self.person.status, ''

    def tell_create(self, _):
        return self.caller.ask('POST', '/api/v1/enterprise', {'name': self.new(), 'region': REGION})[0], ''

    def tell_edit(self, made):
        status, _, now = self.caller.ask('PATCH', f'/api/v1/enterprise/{made["code"]}', {'address': '新址'},
                                         If_Match=f'"{made["rev"]}"')
        return status, now['address'] if status == 200 else ''

    def tell_form(self, made):
        self.person.post(f'/enterprises/{made["code"]}', {'_rev': 1, 'address': '新址'})
        return self.person.status, ''

    def tell_delete(self, made):
        return self.caller.ask('DELETE', f'/api/v1/enterprise/{made["code"]}', If_Match='"1"')[0], ''

    def tell_upload(self, made):
        self.person.upload(f'/enterprises/{made["code"]}/files', {}, 'a.txt', b'words\n' * 100)
        return self.person.status, ''

    def tell_import(self, _):
        text = f'企业名称,所在区域\n{self.new("导入")},{REGION}\n'
        self.person.upload('/import', {'kind': 'enterprise'}, 'a.csv', text.encode())
        return self.person.status, ''


def fail_each(stories, server, name, what, stride):
    """The numbers tried, refused and unanswered; what was neither refused nor right."""
    tell = getattr(stories, name)
    whole = tell(stories.made())
    tried = refused = silent = 0
    wrong, n = [], 1
    while n < 20000:
        made = stories.made()
        server.tell(f'{what} {n}')
        try:
            answer = tell(made)
        except NO_ANSWER:
            answer = None
        reached = int(server.tell(f'{what} 0')) >= n
        if not server.runs():
            wrong.append(f'n={n}: the server is gone')
            break
        silent += answer is None
        refused += bool(answer) and answer[0] == 503
        if answer and answer[0] != 503 and answer != whole:
            wrong.append(f'n={n}: {answer[0]} {str(answer[1])[-200:]}')
        if not reached:
            break
        tried += 1
        n += stride
    if tell(stories.made()) != whole:
        wrong.append('afterwards it does not succeed')
    return tried, refused, silent, wrong


def run(city, program, what, token, stride):
    server = Server(city, program)
    stories = Stories(city, server, token, what)
    for name in stories.names:
        tried, refused, silent, wrong = fail_each(stories, server, name, what, stride)
        check(f'{name[5:]}: whichever {what} fails, 503 or the same answer ({tried} tried, {refused} refused, '
              f'{silent} without an answer)', not wrong, '; '.join(wrong[:5]))
    code = server.stop()
    check('the server stops without a leak', code == 0, ''.join(server.said)[-2500:])


def main(program, short, failing, whats, stride):
    with tempfile.TemporaryDirectory() as folder:
        city = City(program, 'sqlite:' + os.path.join(folder, 'city.db'))
        token = city.token()
        for what in whats.split(','):
            run(city, failing if what == 'write' else short, what, token, int(stride))
        check('the city verifies', not city.verifies())
    return close_ring()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 6 else __doc__)
