/* The functions of the routes (feature.c). */
#ifndef FEATURES_GENERIC_PAGES_H
#define FEATURES_GENERIC_PAGES_H

#include "base/fault.h"

struct request;
struct response;

enum err list_get(struct request *rq, struct response *rs);
enum err find_get(struct request *rq, struct response *rs);
enum err detail_get(struct request *rq, struct response *rs);
enum err unmask_post(struct request *rq, struct response *rs);
enum err new_get(struct request *rq, struct response *rs);
enum err edit_get(struct request *rq, struct response *rs);
enum err new_post(struct request *rq, struct response *rs);
enum err edit_post(struct request *rq, struct response *rs);
enum err delete_get(struct request *rq, struct response *rs);
enum err delete_post(struct request *rq, struct response *rs);
enum err history_get(struct request *rq, struct response *rs);
enum err restore_post(struct request *rq, struct response *rs);
enum err undo_post(struct request *rq, struct response *rs);
enum err duplicates_get(struct request *rq, struct response *rs);
enum err duplicates_post(struct request *rq, struct response *rs);
enum err export_get(struct request *rq, struct response *rs);
enum err export_post(struct request *rq, struct response *rs);

#endif
