#include "app/app.h"
#include "app/command_line.h"

#include "app.texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { COMMAND_BUDGET_BYTES = 1024 * 1024 * 1024 };

/* The fault as a person reads it: what is wrong, where, what to do. */
static void tell_fault(const struct command_call *call)
{
    const struct fault *f = call->fault;
    FILE *to = call->words;
    if (!f->says) {
        if (arena_failed(call->arena))
            fprintf(to, "%s\n", text_in(&T_app_no_memory, call->language));
        return;
    }
    fputs(f->words[call->language], to);
    if (f->row)
        fprintf(to, call->language == LANGUAGE_EN ? " (row %lld)" : "（第%lld行）", (long long)f->row);
    fputc('\n', to);
    if (f->hint)
        fprintf(to, "%s\n", text_in(f->hint, call->language));
    if (f->detail[0])
        fprintf(to, "[%s]\n", f->detail);
}

static enum err perform(struct command_call *call, int argc, const char *const *argv)
{
    bool help;
    enum err e = command_line_parse(call, argc, argv, &help);
    if (e == OK && help) {
        command_print_help(call->out, call->command, call->language);
        return OK;
    }
    if (e == ERR_USAGE) {
        if (call->command)
            command_print_usage(call->words, call->command);
        return e;
    }
    if (e == OK)
        e = command_with_store(call);
    if (fflush(call->out) != 0 && e == OK)
        e = fault(call->fault, ERR_STORAGE, &T_app_output_failed, strerror(errno));
    return e;
}

int app_run(const struct surroundings *around, int argc, const char *const *argv)
{
    struct fault f = {0};
    struct arena *a = arena_new(COMMAND_BUDGET_BYTES);
    if (!a)
        return err_exit_code(ERR_MEMORY);
    struct command_call call = {
        .arena = a,
        .fault = &f,
        .language = around->language,
        .out = around->out,
        .words = around->words,
        .now_us = around->now_us,
        .today = moment_date(around->now_us, around->zone_minutes),
        .database_url = around->database_url,
    };
    memcpy(call.random, around->random, sizeof(call.random));
    enum err e = perform(&call, argc, argv);
    if (e != OK)
        tell_fault(&call);
    arena_free(a);
    return err_exit_code(e);
}
