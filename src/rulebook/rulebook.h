/* The institution as data: what a rulebook file says, checked.
 *
 *     model: default
 *     name: 通用口径
 *     posts:
 *       - {duty: chief, per: chain, exactly: 1}
 *     ledgers:
 *       count_returns: approved          # whether reported or only approved months count
 *       threshold: 1亿元                 # smaller signings are not on the ledgers; 0 = all
 *       capacity_share: 80%              # of the design output: below it, 达产 is 待核实
 *       performed: [incorporated, land, funded]   # 履约: any of these events
 *       signed:                          # 新签约: the event that puts a project on the ledger …
 *         event: signed
 *         own_event: filed               # … and for 自建
 *         counts: reported               # the least grade that counts
 *         documented: [contract, filing] # kinds of evidence; what is named nowhere is self-reported
 *         verified: [inspection]
 *       started: …   completed: …   produced: …   capacity: …   ended: …   resumed: …   raised: …
 *
 * Unknown keys, dangling references (events, evidence, duties that the field
 * tables do not have) and contradictions are errors with the line.  A rulebook
 * in force is kept in the database by version and effective date, so that
 * every server judges alike and a past period by the version of then. */
#ifndef RULEBOOK_RULEBOOK_H
#define RULEBOOK_RULEBOOK_H

#include "base/date.h"
#include "record/kind.h"
#include "rulebook/yaml.h"

enum evidence_grade { GRADE_REPORTED, GRADE_DOCUMENTED, GRADE_VERIFIED, GRADE_COUNT };

/* The turns of a project's life that ledgers count. */
enum milestone {
    MILESTONE_ENTRY,    /* 新签约, or for 自建 备案 */
    MILESTONE_START,    /* 新开工 */
    MILESTONE_COMPLETE, /* 新竣工 */
    MILESTONE_PRODUCE,  /* 新投产 */
    MILESTONE_CAPACITY, /* 新达产 */
    MILESTONE_RAISE,    /* 增资 */
    MILESTONE_END,      /* 终止 */
    MILESTONE_RESUME,   /* 复工 */
    MILESTONE_COUNT
};

struct milestone_rule {
    const char *event;     /* id of the event kind */
    const char *own_event; /* for projects of origin 自建; the same as `event` unless said */
    enum evidence_grade least;
    const char *const *graded[GRADE_COUNT]; /* evidence ids of GRADE_DOCUMENTED and GRADE_VERIFIED, NULL-terminated */
};

struct ledger_rules {
    struct milestone_rule milestones[MILESTONE_COUNT];
    const char *const *performed; /* ids of event kinds, NULL-terminated */
    int64_t threshold_fen;        /* of the signed amount */
    int64_t capacity_share_bp;
    bool approved_only; /* months that are only reported do not count */
};

enum post_scope { POSTS_PER_CITY, POSTS_PER_CHAIN, POSTS_PER_PROJECT };
struct post_rule {
    const char *duty;
    enum post_scope per;
    int64_t least, most; /* most 0: any number */
    int line;
};

struct rulebook {
    const char *model, *name;
    int64_t id;      /* record of kind rulebook, 0 while only read from a file */
    int64_t version; /* 1, 2, … of this model */
    date_t from;     /* in force since */
    struct ledger_rules ledgers;
    struct post_rule *posts;
    size_t n_posts;
};

/* Reads and checks.  kinds gives the known events, evidence and duties. */
enum err rulebook_read(struct arena *a, struct fault *f, const struct kinds *kinds, const char *text, size_t n_bytes,
                       struct rulebook **ret_rulebook);

enum evidence_grade milestone_grade(const struct milestone_rule *rule, const char *evidence);

#endif
