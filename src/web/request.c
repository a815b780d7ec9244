#include "web/request.h"

#include "base/buf.h"
#include "base/money.h"
#include "base/utf8.h"
#include "document/json_read.h"
#include "record/act.h"
#include "web.texts.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *request_header(const struct request *rq, const char *name)
{
    return pairs_find_any_case(&rq->headers, name);
}

const char *request_cookie(const struct request *rq, const char *name)
{
    return pairs_find(&rq->cookies, name);
}

const char *request_parameter(const struct request *rq, const char *name)
{
    for (int i = 0; i < rq->match.n; i++)
        if (strcmp(rq->match.names[i], name) == 0)
            return rq->match.values[i];
    assert(!"a parameter that the route's path does not have");
    return "";
}

const char *request_query(const struct request *rq, const char *name)
{
    return pairs_find(&rq->query, name);
}

const char *request_form(const struct request *rq, const char *name)
{
    return pairs_find(&rq->form, name);
}

static size_t all_values(const struct request *rq, const struct pairs *p, const char *name,
                         const char *const **ret_values)
{
    const char **values = arena_array(rq->op->arena, p->n + 1, const char *);
    size_t n = 0;
    for (size_t i = 0; values && i < p->n; i++)
        if (strcmp(p->list[i].name, name) == 0)
            values[n++] = p->list[i].value;
    *ret_values = values;
    return n;
}

size_t request_query_all(const struct request *rq, const char *name, const char *const **ret_values)
{
    return all_values(rq, &rq->query, name, ret_values);
}

size_t request_form_all(const struct request *rq, const char *name, const char *const **ret_values)
{
    return all_values(rq, &rq->form, name, ret_values);
}

/* ---- typed ---- */
static const char *given(const struct request *rq, const char *name)
{
    const char *value = request_form(rq, name);
    return value ? value : rq->body_kind == BODY_FORM || rq->body_kind == BODY_MULTIPART ? NULL : request_query(rq, name);
}

/* Tidied; NULL when there is nothing. */
static const char *given_tidy(struct request *rq, const char *name)
{
    const char *value = given(rq, name);
    value = value ? utf8_tidy(rq->op->arena, value, true) : NULL;
    return value && *value ? value : NULL;
}

static enum err wrong(struct request *rq, const char *name, const struct text *says, const char *arg)
{
    fault(rq->op->fault, ERR_INPUT, says, arg);
    return fault_at(rq->op->fault, 0, 0, name);
}

enum err request_text(struct request *rq, const char *name, size_t max_characters, bool required, const char **ret_text)
{
    const char *value = given(rq, name);
    *ret_text = utf8_tidy(rq->op->arena, value ? value : "", false);
    if (required && !**ret_text)
        return wrong(rq, name, &T_web_value_missing, name);
    if (utf8_length(*ret_text) > max_characters)
        return wrong(rq, name, &T_web_value_too_long, name);
    return OK;
}

enum err request_int(struct request *rq, const char *name, int64_t min, int64_t max, int64_t fallback, int64_t *ret_value)
{
    const char *value = given_tidy(rq, name);
    *ret_value = fallback;
    if (!value)
        return OK;
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    if (*end || errno || number < min || number > max)
        return wrong(rq, name, &T_web_not_a_number, value);
    *ret_value = number;
    return OK;
}

enum err request_date(struct request *rq, const char *name, date_t fallback, date_t *ret_date)
{
    const char *value = given_tidy(rq, name);
    *ret_date = fallback;
    if (value && !date_parse(value, ret_date))
        return wrong(rq, name, &T_web_not_a_date, value);
    return OK;
}

enum err request_period(struct request *rq, const char *name, const struct period *fallback, struct period *ret_period)
{
    const char *value = given_tidy(rq, name);
    *ret_period = *fallback;
    if (value && !period_parse(value, ret_period))
        return wrong(rq, name, &T_web_not_a_period, value);
    return OK;
}

enum err request_choice(struct request *rq, const char *name, const struct choice *choices, int fallback, int *ret_index)
{
    const char *value = given_tidy(rq, name);
    *ret_index = fallback;
    if (!value)
        return fallback < 0 ? wrong(rq, name, &T_web_value_missing, name) : OK;
    const struct choice *chosen = choice_find(choices, value);
    if (!chosen)
        return wrong(rq, name, &T_web_not_a_choice, value);
    *ret_index = (int)(chosen - choices);
    return OK;
}

bool request_flag(const struct request *rq, const char *name)
{
    const char *value = given(rq, name);
    return value && strcmp(value, "0") != 0;
}

enum err request_parameter_id(struct request *rq, const char *name, int64_t *ret_id)
{
    const char *value = request_parameter(rq, name);
    char *end;
    errno = 0;
    *ret_id = strtoll(value, &end, 10);
    if (value[0] < '1' || value[0] > '9' || *end || errno)
        return fault(rq->op->fault, ERR_MISSING, &T_web_nothing_here);
    return OK;
}

const struct upload *request_upload(const struct request *rq, const char *field)
{
    for (size_t i = 0; i < rq->n_uploads; i++)
        if (strcmp(rq->uploads[i].field, field) == 0 && rq->uploads[i].n_bytes)
            return &rq->uploads[i];
    return NULL;
}

enum err request_json(struct request *rq, const struct json_value **ret_value)
{
    if (rq->body_kind != BODY_JSON)
        return fault(rq->op->fault, ERR_USAGE, &T_web_json_wanted);
    return json_read(rq->op->arena, rq->op->fault, rq->body, rq->body_bytes, ret_value);
}

/* ---- changing ---- */
enum err request_act(struct request *rq, const char *what, const char *reason, store_write_fn write, void *arg,
                     int64_t *ret_operation)
{
    struct op *op = rq->op;
    if (op->as_of_us)
        return fault(op->fault, ERR_CONFLICT, &T_web_past_is_read_only);
    op_end(op);
    TRY(act_run(op, what, reason, write, arg, ret_operation));
    return op_begin_read(op);
}

/* ---- addresses ---- */
const char *request_address_with(const struct request *rq, const char *name, const char *value)
{
    struct buf b;
    char separator = '?';
    buf_init(&b, 64 * 1024);
    buf_text(&b, rq->path);
    for (size_t i = 0; i <= rq->query.n; i++) {
        bool added = i == rq->query.n;
        const char *pair_name = added ? name : rq->query.list[i].name;
        const char *pair_value = added ? value : rq->query.list[i].value;
        if (!pair_value || !*pair_value || (!added && strcmp(pair_name, name) == 0))
            continue;
        buf_char(&b, separator);
        buf_text(&b, percent_encode(rq->op->arena, pair_name));
        buf_char(&b, '=');
        buf_text(&b, percent_encode(rq->op->arena, pair_value));
        separator = '&';
    }
    const char *address = arena_text(rq->op->arena, buf_failed(&b) ? rq->path : buf_string(&b));
    buf_release(&b);
    return address;
}
