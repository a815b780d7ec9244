/* Files beside records. */
#include "features/feature.h"

#include "attachment.texts.h"
#include "features/attachment/attachment.h"
#include "features/attachment/pages.h"
#include "web/route.h"

enum { UPLOAD_BYTES_MAX = ATTACHMENT_BYTES_MAX + 64 * 1024 };

static const struct route attachment_routes[] = {
    {METHOD_POST, "/{kind}/{id}/files", FOR_WRITERS_OF_KIND, attachment_add_post, &T_attachment_file, ROUTE_UPLOADS,
     UPLOAD_BYTES_MAX},
    {METHOD_GET, "/files/{id}", FOR_SIGNED_IN, attachment_get, &T_attachment_file, 0, 0},
    {METHOD_POST, "/files/{id}/delete", FOR_SIGNED_IN, attachment_delete_post, &T_attachment_file, 0, 0},
    {0},
};

const struct feature attachment_feature = {
    .name = "attachment",
    .kinds = attachment_kinds,
    .routes = attachment_routes,
};
