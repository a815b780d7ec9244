/* The functions of the routes (feature.c). */
#ifndef FEATURES_ATTACHMENT_PAGES_H
#define FEATURES_ATTACHMENT_PAGES_H

#include "base/fault.h"

struct request;
struct response;

enum err attachment_add_post(struct request *rq, struct response *rs);
enum err attachment_get(struct request *rq, struct response *rs);
enum err attachment_delete_post(struct request *rq, struct response *rs);

#endif
