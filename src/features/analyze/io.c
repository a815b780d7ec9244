#include "analysis/input_output.h"

#include "analysis/labels.h"
#include "features/analyze/analyze.h"

#include "analyze.texts.h"

#include <float.h>
#include <math.h>

const struct command_option analyze_io_options[] = {
    {"input", "FILE", &T_analyze_option_input},
    {"table", "NAME", &T_analyze_option_table},
    {"sectors", "N", &T_analyze_option_sectors},
    {"block", "COLUMN", &T_analyze_option_block},
    {"output", "COLUMN", &T_analyze_option_output},
    {"tolerance", "N", &T_analyze_option_tolerance},
    {0},
};

static const struct text *const sector_columns[] = {
    &T_analyze_column_sector,
    &T_analyze_column_output,
    &T_analyze_column_used,
    &T_analyze_column_difference,
    &T_analyze_column_output_multiplier,
    &T_analyze_column_supply_multiplier,
    &T_analyze_column_influence,
    &T_analyze_column_sensitivity,
    NULL,
};
static const struct text *const inverse_columns[] = {
    &T_analyze_column_sector,
    &T_analyze_column_to_sector,
    &T_analyze_column_coefficient,
    NULL,
};
const struct answer_table analyze_io_tables[] = {
    {&T_analyze_table_sectors, false, sector_columns},
    {&T_analyze_table_leontief, true, inverse_columns},
    {&T_analyze_table_ghosh, true, inverse_columns},
    {0},
};

/* A row whose cells miss its declared output by more than this share: final uses are missing or
 * counted twice, and the cells' own total is no output. */
#define CELLS_ARE_COMPLETE 0.01

struct io_file {
    const char *path;
    size_t sectors;
    int block; /* place of the first column of the square block */
    const char *block_name;
    int output_place;
    const char **names;
    double *flows, *final_uses, *declared, *output;
    double *difference;
    double tolerance;
    bool by_declared; /* which output the coefficients are over */
    struct io_solution solution;
};

/* ---- reading ---- */

static bool is_text(const char *cell)
{
    double number;
    return *cell && !number_parse(cell, &number);
}

/* Behind the last column that holds text in every row of the sectors: codes and names stand before the block.  A
 * single cell of text is a mistake in the block. */
static enum err find_first_numbers(struct command_call *call, struct io_file *f)
{
    INPUT_SCOPED struct input *in = NULL;
    TRY(input_open(call, f->path, NULL, &in));
    bool *is_label = arena_array(call->arena, f->output_place, bool), more = true;
    if (!is_label)
        return ERR_MEMORY;
    for (int place = 0; place < f->output_place; place++)
        is_label[place] = true;
    TRY(input_next(in, &more));
    for (size_t i = 0; more && i < f->sectors; i++) {
        for (int place = 1; place < f->output_place; place++)
            is_label[place] = is_label[place] && is_text(input_cell(in, place));
        TRY(input_next(in, &more));
    }
    for (f->block = f->output_place; !is_label[f->block - 1];)
        f->block--;
    return OK;
}

static enum err find_block(struct command_call *call, const struct input *in, struct io_file *f)
{
    const char *block = command_option(call, "block"), *output = command_option(call, "output");
    f->output_place = input_place(in, output);
    if (f->output_place < 0)
        return fault(call->fault, ERR_INPUT, &T_analyze_column_missing, f->path, output);
    if (f->output_place == 0)
        return fault(call->fault, ERR_INPUT, &T_analyze_io_output_in_block, f->path, output);
    if (!block)
        TRY(find_first_numbers(call, f));
    else if ((f->block = input_place(in, block)) < 0)
        return fault(call->fault, ERR_INPUT, &T_analyze_column_missing, f->path, block);
    if (f->output_place < f->block + (int)f->sectors)
        return fault(call->fault, ERR_INPUT, &T_analyze_io_output_in_block, f->path, output);
    f->block_name = input_heading(in, f->block);
    return OK;
}

static enum err make_room(struct command_call *call, struct io_file *f)
{
    f->names = arena_array(call->arena, f->sectors, const char *);
    f->flows = arena_array(call->arena, f->sectors * f->sectors, double);
    f->final_uses = arena_array(call->arena, f->sectors, double);
    f->declared = arena_array(call->arena, f->sectors, double);
    f->output = arena_array(call->arena, f->sectors, double);
    return arena_failed(call->arena) ? ERR_MEMORY : OK;
}

/* Cells that are refused are told and make the end of the file fail. */
static void take_sector(struct command_call *call, struct input *in, size_t i, struct io_file *f)
{
    f->names[i] = arena_text(call->arena, input_cell(in, 0));
    if (!*input_cell(in, 0))
        input_refuse_cell(in, 0, &T_analyze_empty);
    for (size_t j = 0; j < f->sectors; j++)
        input_cell_number(in, f->block + (int)j, 0, &f->flows[i * f->sectors + j]);
    for (int place = f->block + (int)f->sectors; place < f->output_place; place++) {
        double use = 0;
        if (input_cell_number(in, place, -DBL_MAX, &use))
            f->final_uses[i] += use;
    }
    input_cell_number(in, f->output_place, 0, &f->declared[i]);
}

static enum err read_table(struct command_call *call, struct io_file *f)
{
    INPUT_SCOPED struct input *in = NULL;
    size_t i = 0;
    TRY(input_open(call, f->path, NULL, &in));
    TRY(find_block(call, in, f));
    TRY(make_room(call, f));
    for (bool more = true; more && i < f->sectors;) {
        TRY(input_next(in, &more));
        if (more)
            take_sector(call, in, i++, f);
    }
    if (arena_failed(call->arena))
        return ERR_MEMORY;
    TRY(input_end(in));
    if (i == f->sectors)
        return OK;
    return fault(call->fault, ERR_INPUT, &T_analyze_io_too_few_rows, f->path, arena_printf(call->arena, "%zu", i),
                 arena_printf(call->arena, "%zu", f->sectors));
}

/* ---- solving ---- */

/* The rows' own totals where the table is complete, so that x = L f holds; else what is declared. */
static enum err choose_output(struct command_call *call, struct io_file *f)
{
    struct io_table t = {f->sectors, f->flows, f->final_uses, f->declared};
    f->difference = io_balance(call->arena, &t);
    if (!f->difference)
        return ERR_MEMORY;
    for (size_t i = 0; i < f->sectors; i++)
        f->by_declared |= fabs(f->difference[i]) > CELLS_ARE_COMPLETE * f->declared[i];
    for (size_t i = 0; i < f->sectors; i++)
        f->output[i] = f->by_declared ? f->declared[i] : f->declared[i] - f->difference[i];
    return OK;
}

static enum err solve(struct command_call *call, struct io_file *f)
{
    struct io_table t = {f->sectors, f->flows, f->final_uses, f->output};
    TRY(choose_output(call, f));
    TRY(io_solve(call->arena, &t, &f->solution));
    switch (f->solution.verdict) {
    case IO_SOLVED:
        return OK;
    case IO_OUTPUT_MISSING:
        return fault(call->fault, ERR_INPUT, &T_analyze_io_output_missing, f->path, f->names[f->solution.sector]);
    case IO_SINGULAR:
        return fault(call->fault, ERR_INPUT, &T_analyze_io_singular, f->path);
    case IO_NOT_PRODUCTIVE:
        break;
    }
    return fault(call->fault, ERR_INPUT, &T_analyze_io_not_productive, f->path, f->names[f->solution.sector]);
}

/* ---- the answer ---- */

static void write_facts(struct answer *w, const struct io_file *f)
{
    size_t unbalanced = 0, worst = 0;
    for (size_t i = 0; i < f->sectors; i++) {
        unbalanced += fabs(f->difference[i]) > f->tolerance;
        worst = fabs(f->difference[i]) > fabs(f->difference[worst]) ? i : worst;
    }
    answer_fact_int(w, &T_analyze_fact_sectors, (int64_t)f->sectors);
    answer_fact(w, &T_analyze_fact_block, f->block_name);
    answer_fact_verdict(w, &T_analyze_fact_balance, unbalanced ? &T_analyze_io_unbalanced : &T_analyze_io_balanced);
    answer_fact_int(w, &T_analyze_fact_unbalanced_rows, (int64_t)unbalanced);
    if (unbalanced) {
        answer_fact(w, &T_analyze_fact_worst_row, f->names[worst]);
        answer_fact_number(w, &T_analyze_fact_worst_difference, f->difference[worst]);
    }
    answer_fact_verdict(w, &T_analyze_fact_output_used,
                        f->by_declared ? &T_analyze_io_by_declared : &T_analyze_io_by_cells);
}

static void write_sectors(struct answer *w, const struct io_file *f)
{
    const struct io_solution *s = &f->solution;
    answer_table(w, &T_analyze_table_sectors);
    for (size_t i = 0; i < f->sectors; i++) {
        bool balanced = fabs(f->difference[i]) <= f->tolerance;
        answer_text(w, f->names[i]);
        answer_number(w, f->declared[i]);
        answer_number(w, f->declared[i] - f->difference[i]);
        answer_number(w, balanced ? 0 : f->difference[i]);
        answer_number(w, s->output_multiplier[i]);
        answer_number(w, s->supply_multiplier[i]);
        answer_number(w, s->influence[i]);
        answer_number(w, s->sensitivity[i]);
    }
    answer_table_end(w);
}

static void write_inverse(struct answer *w, const struct io_file *f, const struct text *table, const struct matrix *m)
{
    bool shown = answer_table(w, table);
    for (size_t i = 0; shown && i < f->sectors; i++) {
        for (size_t j = 0; j < f->sectors; j++) {
            answer_text(w, f->names[i]);
            answer_text(w, f->names[j]);
            answer_number(w, matrix_at(m, i, j));
        }
    }
    answer_table_end(w);
}

enum err analyze_io(struct command_call *call)
{
    struct io_file f = {0};
    double sectors;
    const char *unused;
    TRY(answer_check_table(call, analyze_io_tables));
    TRY(analyze_required_option(call, "input", &f.path));
    TRY(analyze_required_option(call, "sectors", &unused));
    TRY(analyze_required_option(call, "output", &unused));
    TRY(analyze_number_option(call, "sectors", 1, IO_SECTORS_MAX, 1, &sectors));
    TRY(analyze_number_option(call, "tolerance", 0, DBL_MAX, 0.5, &f.tolerance));
    f.sectors = (size_t)sectors;
    TRY(read_table(call, &f));
    TRY(solve(call, &f));
    struct answer w;
    TRY(answer_begin(&w, call, "io", analyze_io_tables));
    write_facts(&w, &f);
    write_sectors(&w, &f);
    write_inverse(&w, &f, &T_analyze_table_leontief, &f.solution.leontief);
    write_inverse(&w, &f, &T_analyze_table_ghosh, &f.solution.ghosh);
    return answer_end(&w);
}
