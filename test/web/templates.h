/* The views of templates.html. */
#ifndef TEST_WEB_TEMPLATES_H
#define TEST_WEB_TEMPLATES_H

#include "base/light.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct contexts_view {
    const char *text, *url, *part, *json;
    int64_t number;
    bool on;
};

struct row_view {
    const char *code, *name;
    int64_t total_fen;
    enum light light;
    bool chosen;
    struct {
        const char *name;
    } owner;
};
struct rows_view {
    const char *title;
    struct row_view *rows;
    size_t n_rows;
    const char *const *words;
    size_t n_words;
    const struct text *label;
};

#endif
