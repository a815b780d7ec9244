/* What went wrong, once per operation.
 *
 * A function that can fail returns a closed `enum err` and leaves results in
 * trailing `ret_*` parameters.  Before it returns anything but OK it records
 * the fault: what is wrong, where, what to do.  The first fault stands; later
 * ones are consequences.  Only the edge (server, command line) turns a fault
 * into an HTTP status, an exit code, a log line. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/text.h"

#include <stdint.h>

enum err {
    OK = 0,
    /* the caller's: */
    ERR_NO,        /* the answer to a question is no (exit 1) */
    ERR_USAGE,     /* a malformed request or command line (exit 2, 400) */
    ERR_INPUT,     /* well-formed, but its values are refused (exit 3, 422) */
    ERR_DENIED,    /* not allowed; says no more than ERR_MISSING would (exit 4, 403) */
    ERR_MISSING,   /* no such thing, or none that this account may see (exit 3, 404) */
    ERR_CONFLICT,  /* someone else changed it; or a rule between records (exit 3, 409) */
    ERR_LIMIT,     /* larger than a stated limit (exit 3, 413) */
    /* the world's: */
    ERR_BUSY,      /* overload; try again (exit 5, 503) */
    ERR_CANCELLED, /* stopped on request or at shutdown (exit 5, 503) */
    ERR_MEMORY,    /* the operation's budget or the machine's memory is out (exit 5, 503) */
    ERR_STORAGE,   /* database, disk, network (exit 5, 503) */
    /* ours: */
    ERR_BUG,       /* a promise inside the program is broken (exit 5, 500) */
    ERR_COUNT
};

enum { FAULT_WORDS_BYTES = 768, FAULT_DETAIL_BYTES = 256, FAULT_FIELD_BYTES = 64 };

struct fault {
    enum err code;
    const struct text *says; /* what is wrong; NULL while OK */
    const struct text *hint; /* what to do; may be NULL */
    char words[LANGUAGE_COUNT][FAULT_WORDS_BYTES]; /* `says`, filled in, in each language */
    char field[FAULT_FIELD_BYTES]; /* identifier of the field at fault, or "" */
    int64_t row;                   /* 1-based line or row of a file, 0 = none */
    int32_t column;                /* 1-based, 0 = none */
    char detail[FAULT_DETAIL_BYTES]; /* for the log alone: SQLSTATE, errno, path */
};

/* Records the fault unless one is recorded already; returns `code`, so that
 *     return fault(f, ERR_INPUT, &T_record_required, label);
 * reads as one sentence.  The arguments fill {0}, {1}, …; all are const char *. */
#define fault(f, code, says, ...) \
    fault_set((f), (code), (says), (const char *[]){"" __VA_OPT__(,) __VA_ARGS__}, \
              sizeof((const char *[]){"" __VA_OPT__(,) __VA_ARGS__}) / sizeof(char *))
enum err fault_set(struct fault *f, enum err code, const struct text *says, const char *const *args_after_first,
                   size_t n);

/* Each adds to the fault on record and returns its code. */
enum err fault_hint(struct fault *f, const struct text *hint);
enum err fault_at(struct fault *f, int64_t row, int32_t column, const char *field);
enum err fault_detail(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

void fault_clear(struct fault *f);

/* Exit code (0–5) and HTTP status of a verdict. */
int err_exit_code(enum err e);
int err_http_status(enum err e);
/* "input", "denied", …: stable, for machines. */
const char *err_id(enum err e);

/* The only macro that hides a return. */
#define TRY(expression) \
    do { \
        enum err try_err_ = (expression); \
        if (try_err_ != OK) \
            return try_err_; \
    } while (0)

#endif
