#include "features/generic/sections.h"

#include "generic.texts.h"

#include <string.h>

enum { FIELDS_UNPARTED_MAX = 10 };

enum part { PART_MATTER, PART_MONEY, PART_CONTACT, PART_COUNT };
static const char *const part_ids[PART_COUNT] = {"s-matter", "s-money", "s-contact"};
static const struct text *const part_headings[PART_COUNT] = {&T_generic_part_matter, &T_generic_part_money,
                                                             &T_generic_part_contact};

static enum part part_of(const struct field *f)
{
    if (field_is(f, FIELD_PERSONAL) || f->type == FIELD_PHONE)
        return PART_CONTACT;
    switch (f->type) {
    case FIELD_MONEY:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_RATIO:
    case FIELD_INT:
        return PART_MONEY;
    case FIELD_NUMBER:
        return f->unit_zh ? PART_MONEY : PART_MATTER;
    default:
        return PART_MATTER;
    }
}

struct sectioning {
    struct op *op;
    struct field_section *list;
    size_t n, field_count;
};

static struct field_section *section_named(struct sectioning *s, const char *id, const char *heading)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->list[i].id, id) == 0)
            return &s->list[i];
    struct field_section *one = &s->list[s->n++];
    *one = (struct field_section){id, heading, arena_array(s->op->arena, s->field_count, const struct field *), 0};
    return one;
}

static struct field_section *section_for(struct sectioning *s, const struct field *f, bool parted)
{
    struct op *op = s->op;
    if (f->section)
        return section_named(s, arena_printf(op->arena, "s-%s", f->section), f->section);
    if (f->type == FIELD_ROWS)
        return section_named(s, arena_printf(op->arena, "s-%s", f->id), field_label(f, op->language));
    if (!parted)
        return section_named(s, "s-all", "");
    enum part p = part_of(f);
    return section_named(s, part_ids[p], text_in(part_headings[p], op->language));
}

/* The matter first, whatever field comes first in the table; tables of rows last. */
static void open_parts(struct sectioning *s, bool parted)
{
    for (int p = 0; parted && p < PART_COUNT; p++)
        section_named(s, part_ids[p], text_in(part_headings[p], s->op->language));
}

static void drop_empty(struct sectioning *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->list[i].n)
            s->list[kept++] = s->list[i];
    s->n = kept;
}

enum err sections_of(struct op *op, const struct kind *kind, bool (*wanted)(const struct field *f),
                     struct field_section **ret_sections, size_t *ret_n)
{
    size_t count = (size_t)kind_field_count(kind);
    struct sectioning s = {op, arena_array(op->arena, count + PART_COUNT + 1, struct field_section), 0, count};
    bool parted = count > FIELDS_UNPARTED_MAX, named = false;
    for (const struct field *f = kind->fields; f->id; f++)
        named |= f->section != NULL;
    if (!s.list)
        return fault(op->fault, ERR_MEMORY, &T_generic_memory);
    open_parts(&s, parted && !named);
    for (const struct field *f = kind->fields; f->id; f++) {
        if (!wanted(f))
            continue;
        struct field_section *section = section_for(&s, f, parted && !named);
        if (!section->fields)
            return fault(op->fault, ERR_MEMORY, &T_generic_memory);
        section->fields[section->n++] = f;
    }
    drop_empty(&s);
    *ret_sections = s.list;
    *ret_n = s.n;
    return OK;
}
