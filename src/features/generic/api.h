/* The functions of the interface's routes (feature.c). */
#ifndef FEATURES_GENERIC_API_H
#define FEATURES_GENERIC_API_H

#include "base/fault.h"

struct request;
struct response;

enum err api_list_get(struct request *rq, struct response *rs);
enum err api_one_get(struct request *rq, struct response *rs);
enum err api_create_post(struct request *rq, struct response *rs);
enum err api_change_patch(struct request *rq, struct response *rs);
enum err api_delete(struct request *rq, struct response *rs);
enum err api_history_get(struct request *rq, struct response *rs);
enum err api_description_get(struct request *rq, struct response *rs); /* OpenAPI 3.1 */
enum err interface_get(struct request *rq, struct response *rs);       /* the same for people */

#endif
