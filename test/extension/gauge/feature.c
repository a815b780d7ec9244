#include "features/feature.h"
#include "web/route.h"

extern const struct kind *const gauge_kinds[];
static const struct text gauge_label = {"gauge.menu", {"检测设备", "Gauges"}};
static const struct menu_entry gauge_menu[] = {{"/gauges", &gauge_label, MENU_CHAINS, 90, "scale", NULL, NULL}, {0}};
const struct feature gauge_feature = {.name = "gauge", .kinds = gauge_kinds, .menu = gauge_menu};
