"""The program as it is run: a database, a server, someone signed in."""
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.parse

LOGIN, PASSWORD = 'shiban', 'Chain#Yunjiang36'  # of the demonstration, printed on its login page


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'{" ".join(command)}: {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}')
    return done.stdout


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def cpu_s(roots):
    """Of processes and all that descend from them, those that have ended included."""
    tick, times, parents = os.sysconf('SC_CLK_TCK'), {}, {}
    for entry in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{entry}/stat') as f:
                words = f.read().rsplit(')', 1)[1].split()
        except OSError:
            continue  # has ended meanwhile
        parents[int(entry)], times[int(entry)] = int(words[1]), sum(map(int, words[11:15])) / tick
    ours = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(times.get(pid, 0) for pid in ours)


def postmaster_of(url):
    folder = urllib.parse.parse_qs(url.split('?', 1)[1])['host'][0]
    with open(folder + '/data/postmaster.pid') as f:
        return int(f.readline())


class Server:
    """A program that listens on a port of its own until it is closed."""

    def __init__(self, command, ready, url='', **more):
        self.port = free_port()
        begun = time.monotonic()
        self.process = subprocess.Popen([word.replace('{port}', str(self.port)) for word in command],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        while not self.answers(ready):
            if self.process.poll() is not None or time.monotonic() - begun > 60:
                sys.exit(f'{command[0]} does not answer')
            time.sleep(0.001)
        self.roots = [self.process.pid] + ([postmaster_of(url)] if url.startswith('postgresql') else [])
        self.start_ms = (time.monotonic() - begun) * 1e3

    def answers(self, path):
        try:
            return self.ask('GET', path)[0] < 500
        except OSError:
            return False

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        text = answer.read().decode('utf-8', 'replace')
        connection.close()
        return answer.status, answer.headers, text

    def memory_mib(self):
        """Proportional: what it shares with others counts in part."""
        with open(f'/proc/{self.process.pid}/smaps_rollup') as f:
            return int(re.search(r'^Pss:\s+(\d+)', f.read(), re.M)[1]) / 1024

    def peak_mib(self):
        with open(f'/proc/{self.process.pid}/status') as f:
            return int(re.search(r'^VmHWM:\s+(\d+)', f.read(), re.M)[1]) / 1024

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def serve(program, url):
    return Server([program, '--db', url, 'serve', '--listen', '127.0.0.1:{port}'], '/healthz', url)


def cookies_of(headers):
    return {c.split('=', 1)[0]: c.split(';')[0].split('=', 1)[1] for c in headers.get_all('Set-Cookie', [])}


def sign_in(server):
    """The headers of a browser that has signed in."""
    _, headers, page = server.ask('GET', '/login')
    kept = cookies_of(headers)
    form = urllib.parse.urlencode({'_csrf': re.search(r'name="_csrf" value="([^"]+)"', page)[1], 'login': LOGIN,
                                   'password': PASSWORD, 'next': '/'})
    origin = f'http://127.0.0.1:{server.port}'
    status, headers, page = server.ask('POST', '/login', {
        'Cookie': '; '.join(f'{k}={v}' for k, v in kept.items()), 'Origin': origin,
        'Content-Type': 'application/x-www-form-urlencoded'}, form)
    kept.update(cookies_of(headers))
    if status != 303:
        sys.exit(f'signing in: {status}\n{page[:500]}')
    return {'Cookie': '; '.join(f'{k}={v}' for k, v in kept.items())}


def token_of(program, url):
    token = run(program, '--db', url, '--as', LOGIN, 'token', 'add', 'bench', '--scopes', 'read write').strip()
    return {'Authorization': f'Bearer {token}'}


def load(server, lines, headers, clients, seconds, folder):
    """Requests a second, median and 99th percentile in ms, requests for each second of CPU that the server and its
    database took; anything but success ends the bench."""
    path = os.path.join(folder, 'requests')
    with open(path, 'w', encoding='utf-8') as f:
        f.writelines(line + '\n' for line in lines)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'load.lua')
    words = [word for name, value in headers.items() for word in ('-H', f'{name}: {value}')]
    before = cpu_s(server.roots)
    out = run('wrk', '-t1', f'-c{clients}', f'-d{seconds}', '--timeout', '30', '-s', script, *words,
              f'http://127.0.0.1:{server.port}', '--', path)
    rate, p50, p99, refused, failed = re.search(r'^figures (.*)$', out, re.M)[1].split()
    if int(refused) or int(failed):
        sys.exit(f"{lines[0]}: {refused} refused, {failed} failed of {rate}/s")
    cpu = max(cpu_s(server.roots) - before, 0.01)
    return float(rate), float(p50), float(p99), float(rate) * seconds / cpu


def new_file(path):
    for old in (path, path + '-wal', path + '-shm'):
        if os.path.exists(old):
            os.remove(old)
    return 'sqlite:' + path


def copy_file(path, to):
    """Of a database that nobody has open."""
    for end in ('', '-wal'):
        if os.path.exists(path + end):
            shutil.copyfile(path + end, to + end)
    return 'sqlite:' + to
