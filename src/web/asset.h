/* Style sheets, scripts, icons: bundled, compressed and compiled in.
 *
 * Each is served under an address that holds its digest and may be kept for
 * ever; a new build has new addresses. */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

struct asset {
    const char *name;         /* "app.css" */
    const char *address;      /* "/assets/app.4f2a91c0.css" */
    const char *content_type;
    const char *etag;         /* with its quotes */
    const unsigned char *bytes, *gzip;
    size_t n_bytes, n_gzip;   /* gzip: NULL, 0 when it would not be smaller */
};

/* By name; "/assets/missing" when there is none, so that a page still shows. */
const char *asset_address(const char *name);
/* By the address's part behind "/assets/"; NULL. */
const struct asset *asset_find(const char *file);

#endif
