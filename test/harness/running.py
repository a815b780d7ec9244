"""The program as its users meet it: commands, servers, people at browsers, programs with tokens, and a PostgreSQL.

For the tests that run the real thing.  Nothing here waits by the clock for something to be true: what is waited for is
asked for, again and again, up to a limit.
"""
import atexit
import contextlib
import csv
import http.client
import http.cookiejar
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POSTGRES_TOOL = os.path.join(ROOT, 'tools/test_postgres.sh')
MEMORY = '/dev/shm'
OFFICE = 'shiban'  # the demonstration city's chain-chief office
passed = failed = 0
servers = []  # none outlives the test, however it ends


def leave_nothing():
    for s in servers:
        if s.poll() is None:
            s.kill()


atexit.register(leave_nothing)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def check(sentence, held, more=''):
    """A failed check is told; the run goes on.  Many checks of one sentence: use all(…)."""
    global passed, failed
    passed, failed = passed + bool(held), failed + (not held)
    print(f'{"passed" if held else "FAILED"} {sentence}{"" if held else f": {more}" if more else ""}', flush=True)
    return held


def close_ring():
    """The closing line that rings are counted by; the exit code."""
    print(f'{passed} passed, {failed} failed')
    return int(failed > 0)


def wait_for(what, seconds=60):
    """Asks until the answer is true; the answer, or None."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = what()
        if answer:
            return answer
        time.sleep(0.02)
    return None


class City:
    """The demonstration city in a database of its own."""

    def __init__(self, program, url):
        self.program, self.url = program, url
        said = self.run('init', '--demo')
        self.password = (said.stderr + said.stdout).split('：')[-1].strip()

    def run(self, *arguments, login=None, wanted=0):
        """A command; its exit code must be the one wanted, unless that is None."""
        start = [self.program, '--db', self.url] + (['--as', login] if login else [])
        done = subprocess.run(start + list(arguments), capture_output=True, text=True, env=environment())
        if wanted is not None and done.returncode != wanted:
            raise RuntimeError(f'{" ".join(arguments)}: exit {done.returncode}, not {wanted}\n{done.stdout}{done.stderr}')
        return done

    def token(self, login=OFFICE):
        return self.run('token', 'add', 'test', '--scopes', 'read write', login=login).stdout.strip()

    def verifies(self):
        """None, or what verify found."""
        done = self.run('verify', wanted=None)
        return None if done.returncode == 0 else f'exit {done.returncode} {done.stdout}{done.stderr}'


    def query(self, sql):
        """Rows from the tables themselves, past the program."""
        if self.url.startswith('sqlite:'):
            with contextlib.closing(sqlite3.connect(self.url.split(':', 1)[1])) as link:
                return link.execute(sql).fetchall()
        done = subprocess.run(['psql', '--csv', '-qt', '-v', 'ON_ERROR_STOP=1', '-d', self.url, '-c', sql], check=True,
                              capture_output=True, text=True)
        return [tuple(int(v) if re.fullmatch(r'-?[0-9]+', v) else v for v in row)
                for row in csv.reader(io.StringIO(done.stdout))]


def environment():
    return {**os.environ, 'LANG': 'zh_CN.UTF-8'}


class Server:
    """`serve`, until it is stopped or killed.  `program` may be a test's own, which takes the same arguments."""

    def __init__(self, city, program=None, seconds=60):
        self.process = subprocess.Popen(
            [program or city.program, '--db', city.url, 'serve', '--listen', '127.0.0.1:0'], stderr=subprocess.PIPE,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
        servers.append(self.process)
        self.said = []
        self.address = None
        self.reader = threading.Thread(target=self.listen, daemon=True)
        self.reader.start()
        if not wait_for(lambda: self.address or self.process.poll() is not None, seconds) or not self.address:
            raise RuntimeError('the server did not start: ' + ''.join(self.said))
        self.base = 'http://' + self.address

    def listen(self):
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r'http://([0-9.]+:[0-9]+)', line)
            self.address = self.address or (found and found[1])

    def tell(self, line):
        """A word to a test's own server, and its answer."""
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def runs(self):
        return self.process.poll() is None

    def end(self):
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()
        return self.process.returncode

    def kill(self):
        self.process.kill()
        return self.end()

    def stop(self):
        """SIGTERM; its exit code: what the sanitizers found makes it other than 0."""
        self.process.terminate()
        return self.end()


class Person:
    """A browser that keeps cookies, signed in as one account; redirects are followed."""

    def __init__(self, base, login, password):
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy())))
        self.csrf = ''
        self.get('/login')
        if self.status == 200:
            self.post('/login', {'login': login, 'password': password})

    def ask(self, path, body=None, headers=None, method=None):
        request = urllib.request.Request(self.base + path, data=body, headers=headers or {}, method=method)
        try:
            with self.opener.open(request, timeout=120) as answer:
                self.status, self.path, text = answer.status, answer.url[len(self.base):], answer.read()
        except urllib.error.HTTPError as answer:
            self.status, self.path, text = answer.code, path, answer.read()
        text = text.decode('utf-8', 'replace')
        token = re.search(r'name="_csrf" value="([^"]+)"', text)
        self.csrf = token[1] if token else self.csrf
        return text

    def get(self, path):
        return self.ask(path)

    def post(self, path, form):
        return self.ask(path, urllib.parse.urlencode({'_csrf': self.csrf, **form}).encode())

    def upload(self, path, form, name, content):
        body, kind = multipart({'_csrf': self.csrf, **form}, name, content)
        return self.ask(path, body, {'Content-Type': kind})

    def send(self, method, path, value, **headers):
        return self.ask(path, json.dumps(value).encode(), {
            'Content-Type': 'application/json', 'X-CSRF-Token': self.csrf, 'Sec-Fetch-Site': 'same-origin',
            **{k.replace('_', '-'): v for k, v in headers.items()}}, method)


def multipart(form, name, content):
    mark = 'mark-of-this-form'
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in form.items()]
    file = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return b''.join(parts) + file + content + f'\r\n--{mark}--\r\n'.encode(), f'multipart/form-data; boundary={mark}'


class Caller:
    """A program with a token.  An answer that did not arrive whole raises OSError or HTTPException."""

    def __init__(self, base, token):
        self.address, self.token, self.link = base.split('//')[1], token, None

    def ask(self, method, path, value=None, **headers):
        """Status, headers, and the body as what its JSON says."""
        if not self.link:
            self.link = http.client.HTTPConnection(self.address, timeout=120)
        named = {k.replace('_', '-'): v for k, v in headers.items()}
        body = None if value is None else json.dumps(value, ensure_ascii=False).encode()
        try:
            self.link.request(method, path, body, {'Authorization': 'Bearer ' + self.token,
                                                   **({'Content-Type': 'application/json'} if body else {}), **named})
            answer = self.link.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.link.close()
            self.link = None
            raise
        is_json = 'json' in answer.getheader('Content-Type', '')
        return answer.status, answer.headers, json.loads(text) if is_json and text else text


class Postgres:
    """A cluster of its own, which may be killed and started again.  A kill loses nothing that the kernel holds, so that
    it may lie in memory, where a recovery does not wait for the disk."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='lianzhang-postgres-', dir=MEMORY if os.path.isdir(MEMORY) else None)
        os.chmod(self.folder, 0o755)
        self.tool('start')
        self.databases = 0

    def tool(self, verb):
        subprocess.run([POSTGRES_TOOL, verb, self.folder], check=True)

    def url(self, name='postgres'):
        return f'postgresql://postgres@/{name}?host={self.folder}'

    def sql(self, text, name='postgres'):
        return subprocess.run(['psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-d', self.url(name), '-c', text], check=True,
                              capture_output=True, text=True).stdout

    def new_database(self):
        self.databases += 1
        name = f'city_{self.databases}'
        self.sql(f'create database {name}')
        return self.url(name)

    def close(self):
        self.tool('stop')


def has_postgres():
    return os.path.isdir('/usr/lib/postgresql')
