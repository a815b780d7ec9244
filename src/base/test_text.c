#include "base/fault.h"
#include "base/utf8.h"
#include "harness/test.h"

#include <string.h>

static const struct text required = {"record.required", {"“{0}”必填（{1}）。", "\"{0}\" is required ({1})."}};
static const struct text other = {"record.other", {"另一件事", "something else"}};

TEST("places in a sentence are filled in order, in either language, and kept when there is nothing for them")
{
    struct arena *a = arena_new(1 << 16);
    const char *args[] = {"总投资{1}", "第3行"};
    CHECK_TEXT(text_format(a, &required, LANGUAGE_ZH, args, 2), "“总投资{1}”必填（第3行）。");
    CHECK_TEXT(text_format(a, &required, LANGUAGE_EN, args, 1), "\"总投资{1}\" is required ({1}).");
    CHECK_TEXT(text_format(a, &required, LANGUAGE_EN, NULL, 0), "\"{0}\" is required ({1}).");
    CHECK_TEXT(text_format(a, &required, LANGUAGE_EN, (const char *[]){NULL, "x"}, 2), "\"\" is required (x).");
    arena_free(a);
}

TEST("a sentence that does not fit is cut between characters")
{
    char whole[256];
    const char *args[] = {"总投资", "abc"};
    text_format_into(whole, sizeof(whole), &required, LANGUAGE_ZH, args, 2);
    CHECK_TEXT(whole, "“总投资”必填（abc）。");
    for (size_t size = 1; size <= strlen(whole) + 1; size++) {
        char cut[256];
        memset(cut, 'x', sizeof(cut));
        text_format_into(cut, size, &required, LANGUAGE_ZH, args, 2);
        CHECK(strlen(cut) < size && strlen(cut) + 3 >= size);
        CHECK(strncmp(cut, whole, strlen(cut)) == 0 && utf8_is_valid(cut, strlen(cut)) && cut[size] == 'x');
    }
    char untouched = 'x';
    text_format_into(&untouched, 0, &required, LANGUAGE_ZH, args, 2);
    CHECK_INT(untouched, 'x');
}

TEST("the first language that we speak is taken, Chinese when there is none")
{
    CHECK_INT(language_from("en-US,en;q=0.9,zh;q=0.8"), LANGUAGE_EN);
    CHECK_INT(language_from("fr-FR, zh-CN;q=0.9"), LANGUAGE_ZH);
    CHECK_INT(language_from("fr,en"), LANGUAGE_EN);
    CHECK_INT(language_from("fr"), LANGUAGE_ZH);
    CHECK_INT(language_from(""), LANGUAGE_ZH);
    CHECK_INT(language_from(NULL), LANGUAGE_ZH);
}

TEST("the first fault stands, with its words in both languages, its place and its hint")
{
    struct fault f = {0};
    CHECK_INT(fault(&f, ERR_INPUT, &required, "总投资", "万元"), ERR_INPUT);
    CHECK_INT(fault_at(&f, 7, 3, "total"), ERR_INPUT);
    CHECK_INT(fault(&f, ERR_BUG, &other), ERR_INPUT);
    CHECK_INT(fault_at(&f, 8, 4, "name"), ERR_INPUT);
    CHECK_INT(fault_hint(&f, &other), ERR_INPUT);
    CHECK_INT(fault_detail(&f, "SQLSTATE %s", "23505"), ERR_INPUT);
    CHECK_INT(fault_detail(&f, "later"), ERR_INPUT);
    CHECK_TEXT(f.words[LANGUAGE_ZH], "“总投资”必填（万元）。");
    CHECK_TEXT(f.words[LANGUAGE_EN], "\"总投资\" is required (万元).");
    CHECK_TEXT(f.field, "total");
    CHECK_TEXT(f.detail, "SQLSTATE 23505");
    CHECK(f.says == &required && f.hint == &other && f.row == 7 && f.column == 3);
    fault_clear(&f);
    CHECK(f.code == OK && !f.says && !f.words[LANGUAGE_ZH][0]);
    CHECK_INT(fault(&f, ERR_BUSY, &other), ERR_BUSY);
    CHECK_TEXT(f.words[LANGUAGE_EN], "something else");
}

static enum err refuse_after(int *calls, enum err verdict)
{
    ++*calls;
    TRY(verdict);
    ++*calls;
    return OK;
}

TEST("TRY returns what is not OK at once, and every verdict has its exit code, status and name")
{
    int calls = 0;
    CHECK_INT(refuse_after(&calls, ERR_MISSING), ERR_MISSING);
    CHECK_INT(calls, 1);
    CHECK_INT(refuse_after(&calls, OK), OK);
    CHECK_INT(calls, 3);
    for (int e = 0; e < ERR_COUNT; e++) {
        CHECK(err_exit_code((enum err)e) >= 0 && err_exit_code((enum err)e) <= 5);
        CHECK(err_http_status((enum err)e) >= 200 && err_http_status((enum err)e) < 600);
        CHECK(err_id((enum err)e) != NULL);
    }
    CHECK_INT(err_exit_code(ERR_INPUT), 3);
    CHECK_INT(err_http_status(ERR_DENIED), 403);
    CHECK_TEXT(err_id(ERR_STORAGE), "storage");
}
