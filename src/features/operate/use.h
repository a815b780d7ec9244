/* The operator's commands over the records: a use case a function. */
#ifndef FEATURES_OPERATE_USE_H
#define FEATURES_OPERATE_USE_H

#include "features/command.h"
#include "record/kind.h"

extern const struct command_option operate_export_options[], operate_audit_options[], operate_account_options[],
    operate_reset_options[], operate_token_options[], operate_model_options[];

enum err operate_export(struct command_call *call);
enum err operate_merge(struct command_call *call);
enum err operate_verify(struct command_call *call);
enum err operate_audit(struct command_call *call);
enum err operate_model_load(struct command_call *call);
enum err operate_model_list(struct command_call *call);
enum err operate_model_export(struct command_call *call);
enum err operate_account_add(struct command_call *call);
enum err operate_account_lock(struct command_call *call);
enum err operate_account_reset(struct command_call *call);
enum err operate_token_add(struct command_call *call);
enum err operate_token_list(struct command_call *call);
enum err operate_token_end(struct command_call *call);

/* A kind with records by id, Chinese name or path; ERR_USAGE in words. */
enum err operate_find_kind(struct command_call *call, const char *name, const struct kind **ret_kind);
/* One record of a kind by its code or number. */
enum err operate_find_record(struct command_call *call, const struct kind *kind, const char *code, int64_t *ret_id);

#endif
