/* Inside the feature: its use cases, for feature.c. */
#ifndef FEATURES_PROJECT_USE_H
#define FEATURES_PROJECT_USE_H

#include "features/command.h"
#include "features/project/ledger_report.h"
#include "features/project/project.h"

struct request;
struct response;

/* What the address asks for. */
enum err project_ledger_request(struct request *rq, struct ledger_request *q);
enum err project_ledger_page(struct request *rq, struct response *rs);
enum err project_ledger_first(struct request *rq, struct response *rs);
enum err project_ledger_export(struct request *rq, struct response *rs);
enum err project_ledger_api(struct request *rq, struct response *rs);

extern const struct command_option project_ledger_options[];
enum err project_ledger_command(struct command_call *call);

#endif
