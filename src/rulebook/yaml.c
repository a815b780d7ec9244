#include "rulebook/yaml.h"

#include "rulebook.texts.h"

#include <string.h>
#include <yaml.h>

enum { BYTES_MAX = 4 * 1024 * 1024, DEPTH_MAX = 32, NODES_MAX = 200000, SCALAR_BYTES_MAX = 64 * 1024 };

struct builder {
    struct arena *arena;
    struct fault *fault;
    yaml_parser_t parser;
    yaml_event_t event;
    size_t nodes;
};

static enum err refuse(struct builder *b, const struct text *says, size_t line)
{
    fault(b->fault, ERR_INPUT, says);
    return fault_at(b->fault, (int64_t)line, 0, NULL);
}

static enum err next_event(struct builder *b)
{
    yaml_event_delete(&b->event);
    memset(&b->event, 0, sizeof(b->event));
    if (yaml_parser_parse(&b->parser, &b->event))
        return OK;
    if (b->parser.error == YAML_MEMORY_ERROR)
        return ERR_MEMORY;
    refuse(b, &T_yaml_syntax, b->parser.problem_mark.line + 1);
    return fault_detail(b->fault, "%s", b->parser.problem ? b->parser.problem : "");
}

static enum err new_node(struct builder *b, enum yaml_kind kind, struct yaml_node **ret_node)
{
    if (++b->nodes > NODES_MAX)
        return refuse(b, &T_yaml_too_large, b->event.start_mark.line + 1);
    struct yaml_node *node = arena_one(b->arena, struct yaml_node);
    if (!node)
        return ERR_MEMORY;
    node->kind = kind;
    node->line = (int)b->event.start_mark.line + 1;
    *ret_node = node;
    return OK;
}

static enum err read_scalar(struct builder *b, const char **ret_text)
{
    const yaml_event_t *e = &b->event;
    if (e->data.scalar.anchor ||
        (e->data.scalar.tag && !e->data.scalar.plain_implicit && !e->data.scalar.quoted_implicit))
        return refuse(b, &T_yaml_anchor, e->start_mark.line + 1);
    if (e->data.scalar.length > SCALAR_BYTES_MAX)
        return refuse(b, &T_yaml_too_large, e->start_mark.line + 1);
    if (memchr(e->data.scalar.value, '\0', e->data.scalar.length))
        return refuse(b, &T_yaml_syntax, e->start_mark.line + 1);
    *ret_text = arena_text_n(b->arena, (const char *)e->data.scalar.value, e->data.scalar.length);
    return OK;
}

static bool has_key(const struct yaml_node *map, const char *key)
{
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->keys[i], key) == 0)
            return true;
    return false;
}

static enum err add_child(struct builder *b, struct yaml_node *parent, const char *key, int key_line,
                          struct yaml_node *child)
{
    size_t capacity = parent->capacity;
    if (parent->kind == YAML_MAP) {
        size_t key_capacity = capacity, line_capacity = capacity;
        if (!arena_grow(b->arena, &parent->keys, parent->n, &key_capacity) ||
            !arena_grow(b->arena, &parent->key_lines, parent->n, &line_capacity))
            return ERR_MEMORY;
        parent->keys[parent->n] = key;
        parent->key_lines[parent->n] = key_line;
    }
    if (!arena_grow(b->arena, &parent->children, parent->n, &capacity))
        return ERR_MEMORY;
    parent->capacity = capacity;
    parent->children[parent->n++] = child;
    return OK;
}

static enum err read_node(struct builder *b, int depth, struct yaml_node **ret_node);

static enum err read_list(struct builder *b, int depth, struct yaml_node *list)
{
    for (;;) {
        TRY(next_event(b));
        if (b->event.type == YAML_SEQUENCE_END_EVENT)
            return OK;
        struct yaml_node *child;
        TRY(read_node(b, depth, &child));
        TRY(add_child(b, list, NULL, 0, child));
    }
}

static enum err read_map(struct builder *b, int depth, struct yaml_node *map)
{
    for (;;) {
        TRY(next_event(b));
        if (b->event.type == YAML_MAPPING_END_EVENT)
            return OK;
        int key_line = (int)b->event.start_mark.line + 1;
        if (b->event.type != YAML_SCALAR_EVENT)
            return refuse(b, &T_yaml_key, (size_t)key_line);
        const char *key;
        TRY(read_scalar(b, &key));
        if (has_key(map, key)) {
            fault(b->fault, ERR_INPUT, &T_yaml_twice, key);
            return fault_at(b->fault, key_line, 0, NULL);
        }
        TRY(next_event(b));
        struct yaml_node *child;
        TRY(read_node(b, depth, &child));
        TRY(add_child(b, map, key, key_line, child));
    }
}

/* The node whose first event is at hand. */
static enum err read_node(struct builder *b, int depth, struct yaml_node **ret_node)
{
    size_t line = b->event.start_mark.line + 1;
    if (depth > DEPTH_MAX)
        return refuse(b, &T_yaml_too_large, line);
    switch (b->event.type) {
    case YAML_SCALAR_EVENT:
        TRY(new_node(b, YAML_SCALAR, ret_node));
        return read_scalar(b, &(*ret_node)->text);
    case YAML_SEQUENCE_START_EVENT:
        if (b->event.data.sequence_start.anchor || b->event.data.sequence_start.tag)
            return refuse(b, &T_yaml_anchor, line);
        TRY(new_node(b, YAML_LIST, ret_node));
        return read_list(b, depth + 1, *ret_node);
    case YAML_MAPPING_START_EVENT:
        if (b->event.data.mapping_start.anchor || b->event.data.mapping_start.tag)
            return refuse(b, &T_yaml_anchor, line);
        TRY(new_node(b, YAML_MAP, ret_node));
        return read_map(b, depth + 1, *ret_node);
    default:
        return refuse(b, &T_yaml_anchor, line);
    }
}

static enum err read_document(struct builder *b, struct yaml_node **ret_root)
{
    do
        TRY(next_event(b));
    while (b->event.type == YAML_STREAM_START_EVENT || b->event.type == YAML_DOCUMENT_START_EVENT);
    if (b->event.type == YAML_STREAM_END_EVENT)
        return refuse(b, &T_yaml_empty, 1);
    TRY(read_node(b, 0, ret_root));
    do
        TRY(next_event(b));
    while (b->event.type == YAML_DOCUMENT_END_EVENT);
    if (b->event.type != YAML_STREAM_END_EVENT)
        return refuse(b, &T_yaml_several, b->event.start_mark.line + 1);
    return arena_failed(b->arena) ? ERR_MEMORY : OK;
}

enum err yaml_parse(struct arena *a, struct fault *f, const char *text, size_t n_bytes, struct yaml_node **ret_root)
{
    struct builder b = {.arena = a, .fault = f};
    if (n_bytes > BYTES_MAX)
        return refuse(&b, &T_yaml_too_large, 1);
    if (!yaml_parser_initialize(&b.parser))
        return ERR_MEMORY;
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, n_bytes);
    enum err e = read_document(&b, ret_root);
    yaml_event_delete(&b.event);
    yaml_parser_delete(&b.parser);
    return e;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->keys[i], key) == 0)
            return map->children[i];
    return NULL;
}
