/* Names to dense numbers: 0, 1, 2 … in the order in which they are first seen.
 *
 * Files name places, activities, firms by text; the methods work on arrays.
 * A set of labels is the bridge, and the order it keeps is the order in which
 * answers are written.  Labels compare byte by byte; tidy the text before.
 *
 * Everything lives in the arena given; memory O(total text), adding and
 * finding O(length) expected.  At most 2^32 - 2 labels. */
#ifndef ANALYSIS_LABELS_H
#define ANALYSIS_LABELS_H

#include "base/arena.h"

#include <stdint.h>

struct labels;

enum { LABEL_NONE = UINT32_MAX };

/* NULL when memory is out. */
struct labels *labels_new(struct arena *a);

/* The number of this text, given one if it is new; LABEL_NONE when memory is out. */
uint32_t labels_add(struct labels *l, const char *text);

/* LABEL_NONE when it was never added. */
uint32_t labels_find(const struct labels *l, const char *text);

/* NUL-terminated, lives as long as the arena. */
const char *labels_text(const struct labels *l, uint32_t label);
uint32_t labels_count(const struct labels *l);

#endif
