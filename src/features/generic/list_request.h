/* A list as its address says it: conditions, words, order, columns, place.
 *
 *     /projects?chain=L003&status=running&status=preparing&total.from=1亿&planned_start.empty=1&q=电池&sort=-total&col=…
 *
 * name=value several times: any of them; .from and .to: a range; .empty=1: not filled in; on a field of words: holds
 * the value.  `where` holds an expression of record/list.h.  The same for the page, the exports and the interface. */
#ifndef FEATURES_GENERIC_LIST_REQUEST_H
#define FEATURES_GENERIC_LIST_REQUEST_H

#include "features/generic/list_view.h"
#include "record/list.h"
#include "web/request.h"

/* What a field can be asked about; false: nothing (not indexed, personal, the title). */
bool filter_form_of(const struct field *f, enum filter_form *ret_form);
/* The conditions of the address, those on `skip` left out (NULL: none). */
enum err list_request_filter(struct request *rq, const char *skip, struct filter **ret_filter);
enum err list_request_read(struct request *rq, struct list_query *ret_query);

/* ---- names of query values ---- */
const char *filter_name(struct op *op, const struct field *f, const char *part);                  /* "total.from" */
size_t filter_values(const struct request *rq, const char *name, const char *const **ret_values); /* not empty ones */

/* ---- columns ---- */
/* Leads each row, as a link: the title; where a kind has none, its first listed field. */
const struct field *list_lead_field(const struct kind *k);
bool list_may_show(const struct field *f);

#endif
