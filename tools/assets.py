#!/usr/bin/env python3
"""Files to be served, compressed, named by their digest, as C (src/web/asset.h).

    assets.py OUT.c FOLDER BUILDER…

BUILDER fills FOLDER (it is called with FOLDER as its last argument); every file becomes one entry, in order of names."""
import gzip
import hashlib
import os
import subprocess
import sys

TYPES = {'.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
         '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.png': 'image/png'}


def array(name, content):
    lines = [f'static const unsigned char {name}[] = {{']
    for at in range(0, len(content), 24):
        lines.append(''.join(f'{b},' for b in content[at:at + 24]))
    return '\n'.join(lines) + '};\n'


def main():
    out, folder, *builder = sys.argv[1:]
    subprocess.run(builder + [folder], check=True)
    arrays, rows = [], []
    for i, name in enumerate(sorted(os.listdir(folder))):
        content = open(os.path.join(folder, name), 'rb').read()
        stem, ending = os.path.splitext(name)
        if ending not in TYPES:
            sys.exit(f'{name}: no content type is known for this ending')
        digest = hashlib.sha256(content).hexdigest()[:12]
        packed = gzip.compress(content, 9, mtime=0)
        use_gzip = len(packed) < len(content)
        arrays.append(array(f'bytes_{i}', content + b'\0'))
        if use_gzip:
            arrays.append(array(f'gzip_{i}', packed))
        rows.append(f'    {{"{name}", "/assets/{stem}.{digest}{ending}", "{TYPES[ending]}", "\\"{digest}\\"", bytes_{i}, '
                    f'{"gzip_%d" % i if use_gzip else "NULL"}, {len(content)}, {len(packed) if use_gzip else 0}}},')
    with open(out, 'w', encoding='utf-8') as c:
        c.write('/* Made by tools/assets.py. */\n#include "web/asset.h"\n\n' + '\n'.join(arrays) +
                'extern const struct asset assets[];\nextern const size_t assets_n;\n'
                'const struct asset assets[] = {\n' + '\n'.join(rows) + f'\n    {{0}},\n}};\nconst size_t assets_n = {len(rows)};\n')


main()
