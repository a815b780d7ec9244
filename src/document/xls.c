#include "document.texts.h"
#include "document/reader.h"

static enum err refuse(struct workbook *w)
{
    return sheet_damaged(w, "xls");
}
static void close_nothing(struct workbook *w)
{
    (void)w;
}
const struct sheet_reader xls_reader = {.open = refuse, .close = close_nothing};
