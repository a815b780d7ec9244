#!/usr/bin/env python3
"""Puts files into the program.   embed.py ROOT OUT.c FILE…   Each is found under its path below ROOT."""
import os
import sys

root, out, files = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(out, 'w', encoding='utf-8') as c:
    c.write('/* Made by tools/embed.py. */\n#include "base/embedded.h"\n#include <string.h>\n')
    for i, path in enumerate(files):
        bytes_ = open(path, 'rb').read()
        c.write(f'static const unsigned char file_{i}[] = {{')
        c.write(','.join(str(b) for b in bytes_) + ',0};\n')
    c.write('static const struct {\n    const char *path;\n    const unsigned char *bytes;\n    size_t n;\n} files[] = {\n')
    for i, path in enumerate(files):
        c.write(f'    {{"{os.path.relpath(path, root)}", file_{i}, sizeof(file_{i}) - 1}},\n')
    c.write('};\n\nconst void *embedded_file(const char *path, size_t *ret_n_bytes)\n{\n'
            '    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {\n'
            '        if (strcmp(files[i].path, path) == 0) {\n            *ret_n_bytes = files[i].n;\n'
            '            return files[i].bytes;\n        }\n    }\n    return NULL;\n}\n')
