/* A YAML document as a tree that remembers its lines, for files that people
 * write: rulebooks, settings.  Anchors, aliases, tags and several documents are
 * refused: they make such files hard to read.  Limits: 4 MiB, depth 32,
 * 200,000 nodes, scalars of 64 KiB. */
#ifndef RULEBOOK_YAML_H
#define RULEBOOK_YAML_H

#include "base/arena.h"
#include "base/fault.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    int line;                    /* 1-based */
    const char *text;            /* YAML_SCALAR */
    struct yaml_node **children; /* of a list; values of a map */
    const char **keys;           /* of a map, beside the children */
    int *key_lines;
    size_t n, capacity;
};

/* The whole tree lives in the arena.  Errors carry the line (fault.row). */
enum err yaml_parse(struct arena *a, struct fault *f, const char *text, size_t n_bytes, struct yaml_node **ret_root);

/* NULL when the map has no such key (or the node is not a map). */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

#endif
