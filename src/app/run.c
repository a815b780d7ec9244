#include "app/app.h"
#include "app/command_line.h"
#include "app/settings.h"

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

/* The file is read before anything runs; the command line and the environment stand above it. */
static enum err settle(struct command_call *call, struct settings *s)
{
    *s = settings_default();
    if (call->settings_path)
        TRY(settings_load(call->arena, call->fault, call->settings_path, s));
    if (!call->database_url)
        call->database_url = s->database ? s->database : "sqlite:./lianzhang.db";
    call->settings = s;
    call->zone_minutes = s->web.zone_minutes;
    call->today = moment_date(call->now_us, call->zone_minutes);
    return OK;
}

static enum err perform(struct command_call *call, int argc, const char *const *argv)
{
    struct settings settings;
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
        e = settle(call, &settings);
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
        .database_url = around->database_url,
        .settings_path = around->settings_path,
    };
    memcpy(call.random, around->random, sizeof(call.random));
    enum err e = perform(&call, argc, argv);
    if (e != OK)
        tell_fault(&call);
    arena_free(a);
    return err_exit_code(e);
}
