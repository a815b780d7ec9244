#include "features/generic/table.h"

#include "features/generic/cell.h"
#include "features/generic/generic.h"
#include "generic.texts.h"

#include <inttypes.h>

enum { SECOND_LINE_CELLS = 3 };

/* On a phone: the first figure at the right, the next few words below the title. */
static void fill_phone_line(struct op *op, const struct column_style *styles, size_t n, struct list_row_view *row)
{
    const char *second = "";
    int cells = 0;
    for (size_t i = 0; i < n; i++) {
        const struct list_cell_view *c = &row->cells[i];
        if (c->form == SHOWN_MISSING)
            continue;
        char day[DATE_TEXT_BYTES];
        const char *shown = c->form == SHOWN_DATE ? arena_text(op->arena, date_format(c->date, day)) : c->shown;
        if (styles[i].is_number && row->figure)
            continue; /* a second figure says nothing without its head */
        if (styles[i].is_number)
            row->figure = arena_printf(op->arena, "%s %s", shown, styles[i].unit ? styles[i].unit : "");
        else if (cells++ < SECOND_LINE_CELLS)
            second = *second ? arena_printf(op->arena, "%s　%s", second, shown) : shown;
    }
    row->second = second;
}

static const char *row_title(struct op *op, const struct kind *kind, const struct list_row *row)
{
    if (row->cells && row->cells[0].shown && row->cells[0].shown[0])
        return row->cells[0].shown;
    if (row->title && row->title[0])
        return row->title;
    return row->code && row->code[0] ? row->code
                                     : arena_printf(op->arena, "%s %" PRId64, kind_label(kind, op->language), row->id);
}

static enum err fill_row(struct op *op, const struct kind *kind, const struct list_page *page,
                         const struct column_style *styles, size_t i, struct list_row_view *row)
{
    const struct list_row *from = &page->rows[i];
    size_t n = page->n_columns ? page->n_columns - 1 : 0;
    struct list_cell_view *cells = arena_array(op->arena, n + 1, struct list_cell_view);
    if (!cells)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t c = 0; c < n; c++)
        cells[c] = column_cell(op, &styles[c + 1], &from->cells[c + 1]);
    *row = (struct list_row_view){
        .id = arena_printf(op->arena, "%" PRId64, from->id),
        .path = record_path(op, kind, from->id, from->code),
        .title = row_title(op, kind, from),
        .mark = from->unverified ? text_in(&T_generic_unverified, op->language) : NULL,
        .cells = cells,
    };
    fill_phone_line(op, styles + 1, n, row);
    return OK;
}

enum err table_fill(struct op *op, const struct kind *kind, const struct list_page *page,
                    struct list_table_view *ret_table, struct list_column_view **ret_heads)
{
    struct column_style *styles = arena_array(op->arena, page->n_columns + 1, struct column_style);
    struct list_column_view *heads = arena_array(op->arena, page->n_columns + 1, struct list_column_view);
    struct list_row_view *rows = arena_array(op->arena, page->n + 1, struct list_row_view);
    if (!styles || !heads || !rows)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    for (size_t i = 0; i < page->n_columns; i++) {
        styles[i] = column_style_of(op, page, i);
        heads[i] = (struct list_column_view){.label = field_label(page->columns[i], op->language),
                                             .unit = styles[i].unit,
                                             .number = styles[i].is_number};
    }
    for (size_t i = 0; i < page->n; i++)
        TRY(fill_row(op, kind, page, styles, i, &rows[i]));
    *ret_table = (struct list_table_view){
        .title_label = page->n_columns ? heads[0].label : kind_label(kind, op->language),
        .columns = heads + 1,
        .n_columns = page->n_columns ? page->n_columns - 1 : 0,
        .rows = rows,
        .n_rows = page->n,
    };
    *ret_heads = heads;
    return OK;
}
