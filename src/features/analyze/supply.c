#include "features/analyze/supply.h"

#include "analyze.texts.h"

#include <string.h>

/* In the order of the names below. */
enum {
    COLUMN_SUPPLIER,
    COLUMN_CUSTOMER,
    COLUMN_WEIGHT,
    COLUMN_TYPE,
    COLUMN_SUPPLIER_INDUSTRY,
    COLUMN_CUSTOMER_INDUSTRY,
    COLUMN_PRESENCE,
    COLUMN_SPREAD,
    COLUMN_SUPPLIER_NACE, /* as the reference's own files name the industries */
    COLUMN_CUSTOMER_NACE,
};
static const char *const columns[] = {"supplier",           "customer",           "weight",    "type",
                                      "?supplier_industry", "?customer_industry", "?presence", "?spread",
                                      "?supplierNACE",      "?customerNACE",      NULL};

struct reading {
    struct supply_file *supply;
    struct input *in;
    struct link_doubt otherwise;
    int supplier_industry; /* columns */
    int customer_industry;
    size_t industry_capacity;
    size_t links_capacity;
    size_t doubts_capacity;
};

static enum err choose_industry(struct command_call *call, const struct reading *r, int usual, int other,
                                int *ret_column)
{
    *ret_column = !input_has(r->in, usual) && input_has(r->in, other) ? other : usual;
    if (input_has(r->in, *ret_column))
        return OK;
    return fault(call->fault, ERR_INPUT, &T_analyze_column_missing, r->supply->path, columns[usual] + 1);
}

/* The firm's number; LABEL_NONE after refusing a cell or when memory is out. */
static uint32_t take_firm(struct command_call *call, struct reading *r, int firm_column, int industry_column)
{
    const char *name = input_name(r->in, firm_column);
    const char *industry_name = name ? input_name(r->in, industry_column) : NULL;
    if (!industry_name)
        return LABEL_NONE;
    uint32_t industry = labels_add(r->supply->industries, industry_name);
    uint32_t known = labels_count(r->supply->firms), firm = labels_add(r->supply->firms, name);
    if (firm == known) {
        if (!arena_grow(call->arena, &r->supply->industry, firm, &r->industry_capacity))
            return LABEL_NONE;
        r->supply->industry[firm] = industry;
    } else if (firm != LABEL_NONE && r->supply->industry[firm] != industry) {
        input_refuse(r->in, industry_column, &T_analyze_supply_other_industry);
        return LABEL_NONE;
    }
    return firm;
}

static bool take_type(struct input *in, enum supply_kind *ret_kind)
{
    const char *text = input_text(in, COLUMN_TYPE);
    if (strlen(text) == 1 && text[0] >= '0' && text[0] <= '2') {
        *ret_kind = (enum supply_kind)(text[0] - '0');
        return true;
    }
    input_refuse(in, COLUMN_TYPE, &T_analyze_supply_type);
    return false;
}

/* A number in [0, most]; `otherwise` where the column is absent or the cell empty. */
static bool take_bounded(struct input *in, int column, double most, double otherwise, double *ret_value)
{
    *ret_value = otherwise;
    if (!input_has(in, column) || !*input_text(in, column))
        return true;
    if (!input_number(in, column, 0, ret_value))
        return false;
    if (*ret_value <= most)
        return true;
    input_refuse(in, column, &T_analyze_too_large);
    return false;
}

static enum err keep_link(struct command_call *call, struct reading *r, const struct supply_link *link,
                          const struct link_doubt *doubt)
{
    struct supply_file *s = r->supply;
    if (!arena_grow(call->arena, &s->links, s->link_count, &r->links_capacity) ||
        !arena_grow(call->arena, &s->doubts, s->link_count, &r->doubts_capacity))
        return ERR_MEMORY;
    s->links[s->link_count] = *link;
    s->doubts[s->link_count++] = *doubt;
    s->doubtful_count += doubt->presence < 1 || doubt->spread > 0;
    return OK;
}

static enum err take_link(struct command_call *call, struct reading *r)
{
    struct supply_link link = {0};
    struct link_doubt doubt;
    link.supplier = take_firm(call, r, COLUMN_SUPPLIER, r->supplier_industry);
    link.customer = take_firm(call, r, COLUMN_CUSTOMER, r->customer_industry);
    if (arena_failed(call->arena))
        return ERR_MEMORY;
    bool good = link.supplier != LABEL_NONE && link.customer != LABEL_NONE;
    good &= input_number(r->in, COLUMN_WEIGHT, 0, &link.weight) &&
            take_bounded(r->in, COLUMN_WEIGHT, SUPPLY_WEIGHT_MAX, 0, &link.weight);
    good &= take_type(r->in, &link.kind);
    good &= take_bounded(r->in, COLUMN_PRESENCE, 1, r->otherwise.presence, &doubt.presence);
    good &= take_bounded(r->in, COLUMN_SPREAD, SPREAD_MAX, r->otherwise.spread, &doubt.spread);
    return good ? keep_link(call, r, &link, &doubt) : OK; /* what is refused is told; the file's end says so */
}

enum err supply_read(struct command_call *call, const char *path, struct link_doubt otherwise,
                     struct supply_file *ret_supply)
{
    INPUT_SCOPED struct input *in = NULL;
    *ret_supply =
        (struct supply_file){.path = path, .firms = labels_new(call->arena), .industries = labels_new(call->arena)};
    if (!ret_supply->firms || !ret_supply->industries)
        return ERR_MEMORY;
    TRY(input_open(call, path, columns, &in));
    struct reading r = {.supply = ret_supply, .in = in, .otherwise = otherwise};
    TRY(choose_industry(call, &r, COLUMN_SUPPLIER_INDUSTRY, COLUMN_SUPPLIER_NACE, &r.supplier_industry));
    TRY(choose_industry(call, &r, COLUMN_CUSTOMER_INDUSTRY, COLUMN_CUSTOMER_NACE, &r.customer_industry));
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        if (more)
            TRY(take_link(call, &r));
    }
    return input_end(in);
}

enum err shock_read(struct command_call *call, const char *path, const struct supply_file *supply,
                    struct shock *ret_shock)
{
    static const char *const shock_columns[] = {"firm", "loss", NULL};
    INPUT_SCOPED struct input *in = NULL;
    struct firm_loss *losses = NULL;
    size_t n = 0, capacity = 0;
    TRY(input_open(call, path, shock_columns, &in));
    for (bool more = true; more;) {
        TRY(input_next(in, &more));
        struct firm_loss loss;
        const char *name = more ? input_name(in, 0) : NULL;
        if (!name || !input_number(in, 1, 0, &loss.loss) || !take_bounded(in, 1, 1, 0, &loss.loss))
            continue;
        loss.firm = labels_find(supply->firms, name);
        if (loss.firm == LABEL_NONE) {
            input_refuse(in, 0, &T_analyze_supply_no_such_firm);
            continue;
        }
        if (!arena_grow(call->arena, &losses, n, &capacity))
            return ERR_MEMORY;
        losses[n++] = loss;
    }
    *ret_shock = (struct shock){losses, n};
    return input_end(in);
}
