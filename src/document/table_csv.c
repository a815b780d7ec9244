#include "document/csv_mark.h"
#include "document/table_parts.h"

static enum err csv_begin(struct table *t)
{
    if (!t->options->without_mark)
        buf_text(&t->out, "\xEF\xBB\xBF");
    if (t->options->title) {
        csv_put_field(&t->out, t->options->title);
        buf_text(&t->out, "\r\n");
    }
    for (int i = 0; i < t->n_columns; i++) {
        if (i)
            buf_char(&t->out, ',');
        csv_put_field(&t->out, table_header_text(t, i));
    }
    buf_text(&t->out, "\r\n");
    return table_flush(t, false);
}

static enum err csv_cell(struct table *t, int column, const struct table_value *value)
{
    char text[TABLE_VALUE_BYTES];
    if (column)
        buf_char(&t->out, ',');
    const char *shown = table_value_text(t, column, value, text);
    if (t->columns[column].type == TABLE_TEXT)
        csv_put_field(&t->out, shown);
    else
        buf_text(&t->out, shown);
    return OK;
}

static enum err csv_row_end(struct table *t)
{
    buf_text(&t->out, "\r\n");
    return table_flush(t, false);
}

static enum err csv_total(struct table *t, int column, const struct table_value *sum)
{
    if (t->columns[column].has_total)
        return csv_cell(t, column, sum);
    if (column)
        buf_char(&t->out, ',');
    else
        csv_put_field(&t->out, table_total_label(t));
    return OK;
}

static enum err csv_end(struct table *t)
{
    return table_flush(t, true);
}

const struct table_backend table_csv_backend = {
    .begin = csv_begin, .cell = csv_cell, .row_end = csv_row_end, .total = csv_total, .end = csv_end};
