/* Inside the feature: its use cases, for feature.c. */
#ifndef FEATURES_INSTITUTION_USE_H
#define FEATURES_INSTITUTION_USE_H

#include "features/command.h"

struct request;
struct response;

enum err institution_posts_page(struct request *rq, struct response *rs);

extern const struct command_option institution_check_options[];
enum err institution_check(struct command_call *call);

#endif
