#include "web/asset.h"

#include <string.h>

extern const struct asset assets[]; /* made by tools/assets.py */
extern const size_t assets_n;

const char *asset_address(const char *name)
{
    for (size_t i = 0; i < assets_n; i++)
        if (strcmp(assets[i].name, name) == 0)
            return assets[i].address;
    return "/assets/missing";
}

const struct asset *asset_find(const char *file)
{
    static const size_t prefix = sizeof("/assets/") - 1;
    for (size_t i = 0; i < assets_n; i++)
        if (strcmp(assets[i].address + prefix, file) == 0)
            return &assets[i];
    return NULL;
}
