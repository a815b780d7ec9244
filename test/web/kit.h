/* Views of the pages that show the parts (kit.html). */
#ifndef TEST_WEB_KIT_H
#define TEST_WEB_KIT_H

#include "web/parts.h"
#include "web/route.h"
#include "web/states.h"

struct kit_view {
    const char *words, *sentence;
    bool yes, no;
    struct band_view band;
    struct tabs_view tabs;
    struct long_work_view work;
    struct receipt_view receipt;
    struct merge_view merge;
};

struct kit_list_view {
    const char *sentence, *import, *export, *add;
    struct chips_view chips;
    struct list_table_view table;
    struct pager_view pager;
};

/* Routes of the pages above, with a menu, as a feature would declare them. */


extern const struct route kit_routes[];
extern const struct menu_entry kit_menu[];

#endif
