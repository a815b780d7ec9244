#include "base/utf8.h"
#include "document/table_parts.h"

#include <string.h>

/* The widths are those of the first rows, which are held until then. */
enum { ROWS_HELD = 100, WIDTH_MAX = 40 };

struct lines {
    const char **held; /* ROWS_HELD × columns */
    int n_held;
    int *widths;
    bool is_flowing;
};

static bool is_right(const struct table *t, int column)
{
    enum table_type type = t->columns[column].type;
    return type == TABLE_INTEGER || type == TABLE_NUMBER || type == TABLE_MONEY || type == TABLE_RATIO;
}

/* One line, at most `width` wide, padded but in the last column. */
static void add_padded(struct table *t, int column, const char *text, int width)
{
    char shown[4 * WIDTH_MAX + 8];
    size_t n = 0;
    int used = 0, whole = utf8_width(text);
    int room = whole > width ? width - 1 : width;
    for (const char *at = text; *at && n < sizeof(shown) - 8;) {
        const char *from = at;
        uint32_t character = utf8_next(&at);
        char one[8] = {0};
        memcpy(one, from, (size_t)(at - from));
        if (used + utf8_width(one) > room)
            break;
        used += utf8_width(one);
        if (character < ' ')
            shown[n++] = ' ';
        else
            for (; from < at; from++)
                shown[n++] = *from;
    }
    shown[n] = '\0';
    bool is_cut = whole > width, is_last = column == t->n_columns - 1;
    used += is_cut;
    if (column)
        buf_text(&t->out, "  ");
    if (is_right(t, column))
        buf_printf(&t->out, "%*s", width - used, "");
    buf_printf(&t->out, "%s%s", shown, is_cut ? "…" : "");
    if (!is_right(t, column) && !is_last)
        buf_printf(&t->out, "%*s", width - used, "");
}

static void widen(struct lines *l, int column, const char *text)
{
    int width = utf8_width(text);
    if (width > WIDTH_MAX)
        width = WIDTH_MAX;
    if (l->widths[column] < width)
        l->widths[column] = width;
}

static enum err lines_begin(struct table *t)
{
    struct lines *l = arena_one(t->arena, struct lines);
    if (!l)
        return table_out_of_memory(t);
    t->own = l;
    l->held = arena_array(t->arena, (size_t)t->n_columns * ROWS_HELD, const char *);
    l->widths = arena_array(t->arena, (size_t)t->n_columns, int);
    if (!l->held || !l->widths)
        return table_out_of_memory(t);
    for (int i = 0; i < t->n_columns; i++)
        widen(l, i, table_header_text(t, i));
    if (t->options->title)
        buf_printf(&t->out, "%s\n", t->options->title);
    return OK;
}

static enum err start_flowing(struct table *t)
{
    struct lines *l = t->own;
    if (l->is_flowing)
        return OK;
    l->is_flowing = true;
    for (int i = 0; i < t->n_columns; i++)
        add_padded(t, i, table_header_text(t, i), l->widths[i]);
    buf_char(&t->out, '\n');
    for (int row = 0; row < l->n_held; row++) {
        for (int i = 0; i < t->n_columns; i++)
            add_padded(t, i, l->held[row * t->n_columns + i], l->widths[i]);
        buf_char(&t->out, '\n');
    }
    return table_flush(t, false);
}

static enum err add_text(struct table *t, int column, const char *text)
{
    struct lines *l = t->own;
    if (l->is_flowing) {
        add_padded(t, column, text, l->widths[column]);
    } else {
        l->held[l->n_held * t->n_columns + column] = arena_text(t->arena, text);
        widen(l, column, text);
    }
    return OK;
}

static enum err lines_cell(struct table *t, int column, const struct table_value *value)
{
    char text[TABLE_VALUE_BYTES];
    return add_text(t, column, table_value_text(t, column, value, text));
}

static enum err lines_row_end(struct table *t)
{
    struct lines *l = t->own;
    if (l->is_flowing) {
        buf_char(&t->out, '\n');
        return table_flush(t, false);
    }
    l->n_held++;
    return l->n_held == ROWS_HELD ? start_flowing(t) : OK;
}

static enum err lines_total(struct table *t, int column, const struct table_value *sum)
{
    if (t->columns[column].has_total)
        return lines_cell(t, column, sum);
    return add_text(t, column, column ? "" : table_total_label(t));
}

const struct table_backend table_lines_backend = {
    .begin = lines_begin,
    .cell = lines_cell,
    .row_end = lines_row_end,
    .total = lines_total,
    .end = start_flowing,
};
