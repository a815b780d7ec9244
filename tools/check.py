#!/usr/bin/env python3
"""Checkers of the house rules.  Each prints what is wrong; the last line counts.

    check.py [--build DIR] [RULE…]

RULES: layers cycles alone banned length names globals
DIR holds generated headers and objects (for `alone` and `globals`).
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RANK = ['base', 'analysis', 'document', 'store', 'record', 'rulebook', 'web', 'features', 'app']
# What each layer may use besides itself (ARCHITECTURE.md); features also use each other's face header.
MAY_USE = {
    'base': set(),
    'analysis': {'base'},
    'document': {'base'},
    'store': {'base'},
    'record': {'base', 'document', 'store'},
    'rulebook': {'base', 'document', 'store', 'record'},
    'web': {'base', 'document', 'store', 'record', 'rulebook'},
    'features': {'base', 'analysis', 'document', 'store', 'record', 'rulebook', 'web'},
    'app': set(RANK),
}
# A client library is known to one file each.
ONE_FILE = {
    'sqlite3.h': {'src/store/sqlite.c', 'src/store/test_vfs.c'},
    'libpq-fe.h': {'src/store/postgres.c'},
    'microhttpd.h': {'src/web/server.c'},
    'jansson.h': {'src/document/json_read.c'},
    'zip.h': {'src/document/archive.c', 'src/document/test_xlsx.c'},
    'expat.h': {'src/document/xml_read.c'},
    'xlsxwriter.h': {'src/document/table_xlsx.c'},
    'yaml.h': {'src/rulebook/yaml.c'},
}
BANNED = {
    r'\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|alloca|system|popen|rand|srand|mktemp|tmpnam)\s*\(':
        'src',
    r'\b(setjmp|longjmp)\s*\(': 'src',
}
BANNED_BELOW_APP = r'\b(time|gettimeofday|clock_gettime|getenv|localtime|gmtime|random|drand48|exit|abort)\s*\('
CLOCK_OWNERS = ('src/app/', 'src/web/', 'src/store/')  # deadlines and lock-out need the machine's clock
BANNED_PRINTS = r'\b(printf|puts|perror)\s*\(|\bfprintf\s*\(\s*std(out|err)'
WHOLE_NAMES = {'data', 'info', 'item', 'items', 'manager', 'util', 'utils', 'helper', 'helpers', 'handle', 'process', 'misc'}
FUNCTION_LINES_MAX, FILE_LINES_MAX = 120, 1000


def sources(ending, folder='src'):
    found = []
    for top, _, files in os.walk(os.path.join(ROOT, folder)):
        found += [os.path.relpath(os.path.join(top, n), ROOT) for n in files if n.endswith(ending)]
    return sorted(found)


def read(path):
    return open(os.path.join(ROOT, path), encoding='utf-8').read()


def code(text):
    """The text without comments and without what stands in quotes."""
    text = re.sub(r'/\*.*?\*/', lambda m: '\n' * m[0].count('\n'), text, flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"'(\\.|[^'\\\n])*'", "''", text)
    return re.sub(r'//.*', '', text)


def lines_with(pattern, text):
    for number, line in enumerate(code(text).split('\n'), 1):
        m = re.search(pattern, line)
        if m:
            yield number, m[0].strip(' (')


def layer(path):
    return path.split('/')[1]


def is_test(path):
    return os.path.basename(path).startswith('test_')


def check_layers():
    for path in sources(('.c', '.h')):
        own = layer(path)
        for number, line in enumerate(read(path).split('\n'), 1):
            m = re.match(r'#include\s+[<"]([^>"]+)[>"]', line)
            if not m:
                continue
            target = m[1]
            where = f'{path}:{number}'
            if target in ONE_FILE and path not in ONE_FILE[target]:
                yield f'{where}: {target} is known to {", ".join(sorted(ONE_FILE[target]))} alone'
            top = target.split('/')[0]
            if top in RANK and top != own and top not in MAY_USE[own] and not is_test(path):
                yield f'{where}: {own}/ may not use {target}'
            if own == 'features' and top == 'features' and target.count('/') == 2:
                mine, other = path.split('/')[2], target.split('/')[1]
                if mine != other and target != f'features/{other}/{other}.h':
                    yield f'{where}: another feature is used by its face features/{other}/{other}.h'


def check_cycles():
    edges = {}
    for path in sources('.h'):
        edges[path[4:]] = re.findall(r'#include\s+"([^"]+)"', read(path))
    done, open_ = set(), []

    def visit(h):
        if h in open_:
            yield 'headers include each other: ' + ' → '.join(open_[open_.index(h):] + [h])
            return
        if h in done or h not in edges:
            return
        open_.append(h)
        for other in edges[h]:
            yield from visit(other)
        open_.pop()
        done.add(h)
    for h in edges:
        yield from visit(h)


def check_alone(build):
    cc = ['cc', '-std=gnu17', '-D_GNU_SOURCE', '-fsyntax-only', '-x', 'c', '-Isrc', '-Itest', '-I' + build]
    for path in sources('.h') + sources('.h', 'test'):
        done = subprocess.run(cc + ['-include', path, '/dev/null'], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            yield f'{path} does not compile alone: {done.stderr.splitlines()[0] if done.stderr else ""}'


def check_banned():
    for path in sources(('.c', '.h')):
        text = read(path)
        for pattern in BANNED:
            for number, word in lines_with(pattern, text):
                yield f'{path}:{number}: {word}() is not used here'
        if is_test(path):
            continue
        if not path.startswith(CLOCK_OWNERS):
            for number, word in lines_with(BANNED_BELOW_APP, text):
                yield f'{path}:{number}: {word}() below app/: it is an input of the operation'
        if not path.startswith(('src/app/', 'src/web/log')):
            for number, word in lines_with(BANNED_PRINTS, text):
                yield f'{path}:{number}: only the edge prints'
        if path.startswith('src/features/'):
            for number, word in lines_with(r'\bfree\s*\(', text):
                yield f'{path}:{number}: a feature frees nothing; its memory dies with the operation'


def functions(text):
    """(first line, last line) of each function body: our style puts its braces in column 0."""
    start = None
    for number, line in enumerate(text.split('\n'), 1):
        if line.startswith('{'):
            start = number
        elif line.startswith('}') and start:
            yield start, number
            start = None


def check_length():
    for path in sources('.c') + sources('.c', 'tools') + sources('.c', 'test'):
        text = read(path)
        n = text.count('\n')
        if n > FILE_LINES_MAX:
            yield f'{path}: {n} lines; {FILE_LINES_MAX} are the most'
        for first, last in functions(text):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield f'{path}:{first}: a function of {last - first + 1} lines; {FUNCTION_LINES_MAX} are the most'


def check_names():
    pattern = r'\b(?:struct|enum|void|char|int|bool|size_t|int64_t)\s+\**\s*(' + '|'.join(WHOLE_NAMES) + r')\b(?!\s*\{?\s*0)'
    for path in sources(('.c', '.h')):
        stem = os.path.splitext(os.path.basename(path))[0]
        if stem in WHOLE_NAMES:
            yield f'{path}: "{stem}" says nothing'
        for number, word in lines_with(pattern, read(path)):
            yield f'{path}:{number}: "{word.split()[-1].lstrip("*")}" says nothing'
        for number, line in enumerate(read(path).split('\n'), 1):
            if re.search(r'\b(TODO|FIXME|XXX|HACK)\b', line):
                yield f'{path}:{number}: finish it or say in the change log what is not there'


def check_globals(build):
    """Symbols that nothing mentions but their own definition: dead.  Texts that nobody says are dead too."""
    objects = subprocess.run(['find', build, '-name', '*.o'], capture_output=True, text=True).stdout.split()
    defined = {}
    for o in objects:
        base = os.path.basename(o)
        if 'tools_' in base or base.startswith('test_'):
            continue
        if base.startswith('meson-generated_') and '.texts.' not in base:
            continue
        for line in subprocess.run(['nm', o], capture_output=True, text=True).stdout.split('\n'):
            m = re.match(r'[0-9a-f]+ [TDRBC] ([A-Za-z]\w*)$', line)
            if m:
                defined.setdefault(m[1], base)
    mentions = {}
    for folder in ('src', 'test', 'tools'):
        for path in sources(('.c', '.h', '.html', '.py'), folder):
            for word in re.findall(r'[A-Za-z_]\w+|\{\{t[b]? [a-z0-9_.]+', read(path)):
                if word.startswith('{{'):
                    word = 'T_' + word.split(' ')[1].replace('.', '_')
                mentions[word] = mentions.get(word, 0) + 1
    for symbol, base in sorted(defined.items()):
        own = 0 if symbol.startswith('T_') else 2  # its definition and its declaration
        called_by_made_code = symbol.startswith(('all_', 'page_')) or symbol.endswith(('_feature', '_kinds'))
        if mentions.get(symbol, 0) <= own and not called_by_made_code:
            yield f'{base}: {symbol} is used nowhere'


def main():
    arguments = sys.argv[1:]
    build = 'build/debug'
    if '--build' in arguments:
        i = arguments.index('--build')
        build = arguments[i + 1]
        del arguments[i:i + 2]
    rules = {'layers': check_layers, 'cycles': check_cycles, 'alone': lambda: check_alone(build), 'banned': check_banned,
             'length': check_length, 'names': check_names, 'globals': lambda: check_globals(build)}
    passed = failed = 0
    for rule in arguments or rules:
        found = list(rules[rule]())
        for line in found:
            print(f'  {line}')
        print(f'{"FAILED" if found else "passed"} house rule: {rule}')
        passed, failed = passed + (not found), failed + bool(found)
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
