#!/usr/bin/env python3
"""Lists the sources of the tree by convention, so that adding a file or a whole
feature needs no change to the build.

    sources.py --stamp FILE     rewrites FILE only if the listing has changed
    sources.py KIND [FOLDER]    prints one path a line:
        code       *.c below FOLDER, without tests and kinds.c of features
        tests      test_*.c
        kinds      kinds.c of every feature
        features   the feature folders
        texts      texts.txt
        queries    queries.sql
        pages      *.html
        assets     what assets/ is built from
        embedded   what becomes part of the program: rulebooks, reference chains
Folders in LZ_EXTRA_FEATURES (colon-separated) are features like those under
src/features: this is how a test adds one.
"""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def walk(folder):
    found = []
    for top, folders, files in os.walk(os.path.join(ROOT, folder)):
        folders[:] = sorted(f for f in folders if f != 'node_modules')
        for name in sorted(files):
            found.append(os.path.relpath(os.path.join(top, name), ROOT))
    return found


def feature_folders():
    base = os.path.join(ROOT, 'src/features')
    own = [f'src/features/{n}' for n in sorted(os.listdir(base)) if os.path.isdir(os.path.join(base, n))] \
        if os.path.isdir(base) else []
    own = [f for f in own if any(n.endswith('.c') for n in os.listdir(os.path.join(ROOT, f)))]
    extra = [os.path.abspath(f) for f in os.environ.get('LZ_EXTRA_FEATURES', '').split(':') if f]
    return own + extra


def listing(kind, folder):
    if kind == 'features':
        return feature_folders()
    if kind == 'assets':
        return walk('assets')
    if kind == 'embedded':
        return [f for f in walk('models') + walk('reference/chains') if f.endswith(('.yaml', '.csv'))]
    if folder is None:
        files = [f for top in ('src', 'test') for f in walk(top)]
        for extra in feature_folders():
            if os.path.isabs(extra):
                files += [os.path.join(extra, n) for n in sorted(os.listdir(extra))]
    elif os.path.isabs(folder):
        files = [os.path.join(folder, n) for n in sorted(os.listdir(folder))]
    else:
        files = walk(folder)
    name = os.path.basename
    tests = lambda f: name(f).startswith('test_') and f.endswith('.c')
    kinds = lambda f: name(f) == 'kinds.c' and not f.startswith('src/record/')
    main = lambda f: f == 'src/app/main.c'
    picks = {
        'code': lambda f: f.endswith('.c') and not tests(f) and not kinds(f) and not main(f),
        'tests': tests,
        'kinds': kinds,
        'texts': lambda f: name(f) == 'texts.txt',
        'queries': lambda f: name(f) == 'queries.sql',
        'pages': lambda f: f.endswith('.html'),
        'all': lambda f: f.endswith(('.c', '.h', '.html', '.sql', 'texts.txt', '.yaml')),
    }
    return [f for f in files if picks[kind](f)]


def main():
    if sys.argv[1] == '--stamp':
        text = '\n'.join(listing('all', None) + feature_folders() + listing('assets', None) +
                         listing('embedded', None)) + '\n'
        try:
            old = open(sys.argv[2], encoding='utf-8').read()
        except OSError:
            old = None
        if text != old:
            with open(sys.argv[2], 'w', encoding='utf-8') as out:
                out.write(text)
        return
    print('\n'.join(listing(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)))


main()
