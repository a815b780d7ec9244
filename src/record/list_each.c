#include "record/list.h"

#include <stdio.h>

/* Page by page in the operation's snapshot: what a page took is given back before the next. */
enum err list_each(struct op *op, const struct list_query *q, list_row_fn each, void *arg)
{
    struct list_query page_query = *q;
    enum { TOKEN_BYTES = 4096 };
    char token[TOKEN_BYTES];
    page_query.count = page_query.totals = false;
    if (!page_query.limit)
        page_query.limit = LIST_PAGE_MAX;
    for (bool first = true;; first = false) {
        struct arena_mark mark = arena_mark(op->arena);
        struct list_page page;
        TRY(list_run(op, &page_query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(each(arg, &page, &page.rows[i]));
        if (!page.next)
            return OK;
        if (snprintf(token, sizeof(token), "%s", page.next) >= TOKEN_BYTES)
            return ERR_BUG;
        page_query.after = token;
        if (!first) /* what the first row made the caller open must live on */
            arena_rewind(op->arena, mark);
    }
}
