#include "features/sheet/sheet.h"
#include "harness/test.h"

#include <string.h>

struct answer {
    enum err code;
    struct fault fault;
    char *out, *words;
};

static char *read_all(struct arena *a, FILE *f)
{
    long n = ftell(f);
    char *text = arena_alloc(a, (size_t)n + 1);
    rewind(f);
    REQUIRE(fread(text, 1, (size_t)n, f) == (size_t)n);
    fclose(f);
    return text;
}

static struct answer run(struct arena *a, const char *file, const char *sheet, enum output_format format,
                         enum language language)
{
    struct answer answer = {0};
    struct command_call call = {.command = &sheet_feature.commands[0], .arena = a, .fault = &answer.fault,
                                .language = language, .format = format, .arguments = {file}, .argument_count = 1,
                                .option_values = {sheet}, .out = tmpfile(), .words = tmpfile()};
    answer.code = sheet_show(&call);
    answer.out = read_all(a, call.out);
    answer.words = read_all(a, call.words);
    return answer;
}

static const char *write_csv(const char *text)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/kept.csv", test_scratch());
    FILE *f = fopen(path, "w");
    REQUIRE(f && fputs(text, f) >= 0 && fclose(f) == 0);
    return path;
}

TEST("a csv file is shown cell by cell, with its header, in three formats")
{
    struct arena *a = arena_new(64 << 20);
    const char *path = write_csv("名称;数\n甲;\"1,5\"\n乙;=1\n");
    struct answer csv = run(a, path, NULL, OUTPUT_CSV, LANGUAGE_EN);
    CHECK_INT(csv.code, OK);
    CHECK_TEXT(csv.out, "row,column,cell,kind,text,value,format,formula,hidden\r\n"
                        "1,A,A1,text,名称,名称,,,\r\n1,B,B1,text,数,数,,,\r\n2,A,A2,text,甲,甲,,,\r\n"
                        "2,B,B2,text,\"1,5\",\"1,5\",,,\r\n3,A,A3,text,乙,乙,,,\r\n3,B,B3,text,'=1,'=1,,,\r\n");
    CHECK(strstr(csv.words, "Header: rows 1 to 1, data from row 2\nA  名称\nB  数\n"));
    struct answer lines = run(a, path, NULL, OUTPUT_TABLE, LANGUAGE_ZH);
    CHECK(strstr(lines.out, "表头：第 1 至 1 行，数据从第 2 行起"));
    CHECK(strstr(lines.out, "\n  2  B       B2    text  1,5   1,5"));
    struct answer json = run(a, path, NULL, OUTPUT_JSON, LANGUAGE_EN);
    CHECK(strstr(json.out, "\"format\":\"csv\",\"encoding\":\"UTF-8\",\"delimiter\":\";\""));
    CHECK(strstr(json.out, "\"header\":{\"first_row\":1,\"last_row\":1,\"data_row\":2,\"names\":{\"A\":\"名称\",\"B\":\"数\"}}"));
    CHECK(strstr(json.out, "{\"row\":3,\"hidden\":false,\"look\":\"table\",\"cells\":[{\"cell\":\"A3\",\"kind\":\"text\","));
    arena_free(a);
}

TEST("an office's xlsx is shown with what is merged and hidden")
{
    struct arena *a = arena_new(64 << 20);
    const char *path = test_data_path("sheets/o1-project-ledger.xlsx");
    struct answer json = run(a, path, "按链汇总", OUTPUT_JSON, LANGUAGE_ZH);
    CHECK_INT(json.code, OK);
    CHECK(strstr(json.out, "\"sheet\":\"按链汇总\""));
    json = run(a, path, NULL, OUTPUT_JSON, LANGUAGE_ZH);
    CHECK(strstr(json.out, "\"merges\":[\"A1:O1\",\"A3:A4\","));
    CHECK(strstr(json.out, "\"hidden_columns\":[\"L\"]"));
    CHECK(strstr(json.out, "\"cell\":\"J6\",\"kind\":\"date\",\"text\":\"2026/3/5\",\"value\":\"2026-03-05\",\"format\":\"yyyy/m/d\""));
    CHECK(strstr(json.out, "\"cell\":\"G8\",\"kind\":\"number\",\"text\":\"3.3\",\"value\":3.3,\"format\":\"General\",\"formula\":true"));
    struct answer csv = run(a, path, NULL, OUTPUT_CSV, LANGUAGE_ZH);
    CHECK(strstr(csv.out, "6,L,L6,number,3.2,3.2,General,,hidden\r\n"));
    CHECK(strstr(csv.words, "隐藏的列：L\n"));
    arena_free(a);
}

TEST("a sheet that is not there is refused with the names of those that are")
{
    struct arena *a = arena_new(64 << 20);
    struct answer answer = run(a, test_data_path("sheets/o1-project-ledger.xlsx"), "明细", OUTPUT_TABLE, LANGUAGE_ZH);
    CHECK_INT(answer.code, ERR_MISSING);
    CHECK_TEXT(answer.fault.words[LANGUAGE_ZH], "没有名为“明细”的工作表。现有：项目台账、按链汇总。");
    CHECK_TEXT(answer.out, "");
    arena_free(a);
}
