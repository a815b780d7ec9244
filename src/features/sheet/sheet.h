/* The command `lianzhang sheet FILE`: what the spreadsheet reader sees, for
 * people who wonder why an import reads a file as it does, and for tests. */
#ifndef FEATURES_SHEET_SHEET_H
#define FEATURES_SHEET_SHEET_H

#include "document/sheet_grid.h"
#include "features/feature.h"

/* The sheet that is shown and what stands around its cells. */
struct shown_sheet {
    struct command_call *call;
    struct workbook *workbook;
    int sheet;
    const struct sheet_layout *layout;
    const struct sheet_grid *grid; /* of its first rows */
};

enum err sheet_show(struct command_call *call);

enum err sheet_show_json(struct shown_sheet *s);
enum err sheet_show_cells(struct shown_sheet *s); /* csv and lines */

const char *sheet_kind_name(enum cell_kind kind);
/* "A1", "A1:C3".  Return `text`. */
enum { ADDRESS_BYTES = 48 };
char *sheet_address(int32_t row, int32_t column, char text[ADDRESS_BYTES]);
char *sheet_range_text(const struct sheet_range *range, char text[ADDRESS_BYTES]);
enum err sheet_not_written(struct command_call *call);

extern const struct feature sheet_feature;

#endif
