/* Acts: who did what, sealed.
 *
 * Everything a person, an import or a job changes is one act: one transaction,
 * one row in `operation` (account, acting for, address, what, reason, digest of
 * the versions it wrote).  Operations are sealed in a chain of SM3 digests:
 * seal_n = SM3(seal_{n−1} ‖ count ‖ SM3 of the rows), on SQLite at each group
 * commit, on PostgreSQL by one sealer a second behind fence F.
 *
 * Canonical encoding.  An integer is 'i' and 8 bytes, big-endian; a text is 't', its length in bytes as 4 bytes,
 * big-endian, and the bytes; a digest is 'h' and its 32 bytes (store/sm3.h).
 *   version: kind, id, from_us, operation, deleted (0, 1), rev, code, rank, owner, unverified, at_chain, at_district,
 *     at_park, at_unit, at_enterprise, at_person; then for each field that has a value, in the order of their (first)
 *     identifiers: the identifier and the value, or, of a personal field, SM3(salt ‖ value) as a digest.  A field added
 *     later is absent in old versions and leaves their digests as they were.
 *   operation.digest: for each version it wrote, in the order of kind and id: kind, id, SM3 of the version.
 *   rows of a seal: for each operation, in the order of its moment, its columns in the order of the table.
 * The salt of a record lies in personal_salt and dies with a lawful erasure, which leaves SM3(salt ‖ value) in
 * erased_value. */
#ifndef RECORD_ACT_H
#define RECORD_ACT_H

#include "record/kind.h"
#include "store/store.h"

/* `what` is a stable id ("project.save", "import", "account.lock"), `about` a record id or 0.
 * Joins the act under way when called inside one. */
enum err act_run(struct op *op, const char *what, const char *reason, store_write_fn write, void *arg,
                 int64_t *ret_operation);

/* Inside an act: what it is about, for the audit page; else the record of its first version. */
void act_about(struct op *op, const struct kind *kind, int64_t id);
/* Inside an act: it leaves its row even if it writes no version (an unmasking, a refusal that must be on record). */
void act_leaves_row(struct op *op);
/* The act under way, 0 outside one. */
int64_t act_operation(const struct op *op);

/* Undoes a whole act (an import, a slip): every record it changed goes back to the version before, unless changed
 * since: those are listed and nothing is undone.  Those that the account may not see are one, the last, without kind;
 * an act of which it may see nothing is as good as none (ERR_MISSING).  Inside an act of its own. */
struct act_obstacle {
    const struct kind *kind;
    int64_t id;
    const char *title;
};
enum err act_undo(struct op *op, int64_t operation, struct act_obstacle **ret_obstacles, size_t *ret_n);

struct act_row {
    int64_t id, at_us, account, acting_for;
    const char *login, *person_name, *acting_for_name, *address, *what, *reason;
    int64_t n_versions;
};
/* Newest first, before `before_id` (0 = newest), for the audit page and `lianzhang audit`; account 0 = everyone. */
enum err act_list(struct op *op, int64_t account, int64_t before_id, size_t limit, struct act_row **ret_rows,
                  size_t *ret_n);

/* Seals the acts that are not sealed yet.  store_settings.before_commit for SQLite; for PostgreSQL the sealer calls it
 * once a second, outside store_write(): it then seals what lies behind fence F, one server at a time. */
enum err act_seal(struct op *op, void *context);
/* Recomputes the chain and every version digest, and compares the rows of now with the log.  ERR_NO, with the first
 * break named in the operation's fault, when something does not fit; *ret_operations counts those that were checked. */
enum err act_verify(struct op *op, int64_t *ret_operations);
/* The newest seal: number and hex digest, printed on issued documents. */
enum err act_head(struct op *op, int64_t *ret_number, char ret_hex[65]);

#endif
