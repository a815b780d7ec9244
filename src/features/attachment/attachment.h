#ifndef FEATURES_ATTACHMENT_ATTACHMENT_H
#define FEATURES_ATTACHMENT_ATTACHMENT_H

#include "record/kind.h"

extern const struct kind *const attachment_kinds[];

#endif
