#include "base/codes.h"
#include "harness/test.h"

#include <stdio.h>
#include <string.h>

TEST("a credit code is checked, and what is wrong with it is told apart")
{
    CHECK_INT(uscc_check("91350100M000100Y43"), USCC_VALID);
    CHECK_INT(uscc_check("91310115591693856A"), USCC_VALID);
    CHECK_INT(uscc_check("91350100M000100Y4A"), USCC_WRONG_CHECK);
    CHECK_INT(uscc_check("91350211M00013FA1N"), USCC_WRONG_CHECK);
    CHECK_INT(uscc_check("91430500MAX0529L99"), USCC_WRONG_CHECK);
    CHECK_INT(uscc_check("9111000060003IOZSV"), USCC_WRONG_CHARACTER);
    CHECK_INT(uscc_check("B1110000600037341L"), USCC_WRONG_CHARACTER);
    CHECK_INT(uscc_check("9143A500MAX0529L99"), USCC_WRONG_CHARACTER);
    CHECK_INT(uscc_check("91350100m000100y43"), USCC_WRONG_CHARACTER);
    CHECK_INT(uscc_check("91430500MAX"), USCC_WRONG_LENGTH);
    CHECK_INT(uscc_check(""), USCC_WRONG_LENGTH);
    CHECK_INT(uscc_check("430500000012345"), USCC_OLD_REGISTRATION);
    CHECK_INT(uscc_check("9.1430500E+17"), USCC_SCIENTIFIC);
    CHECK_INT(uscc_check("9.14305E17"), USCC_SCIENTIFIC);
    CHECK_INT(uscc_check("9E+17"), USCC_SCIENTIFIC);
    CHECK_INT(uscc_check("E+17"), USCC_WRONG_LENGTH);
    CHECK_INT(uscc_check("9.1E+"), USCC_WRONG_LENGTH);
    CHECK_INT(uscc_check_character("91350100M000100Y4"), '3');
    CHECK_INT(uscc_check_character("9135010"), '\0');
}

TEST("letters that look like others are put right when the code is valid then")
{
    char code[USCC_LENGTH + 1] = "";
    CHECK(uscc_repair("9143050OMAXBPFC197", code));
    CHECK_TEXT(code, "91430500MAXBPFC197");
    CHECK(!uscc_repair("9143050OMAXBPFC198", code));
    CHECK(!uscc_repair("9143050O", code));
}

TEST("a credit code with one character changed or two neighbours swapped is never valid")
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY", good[] = "91430500MAX70E8J8B";
    CHECK_INT(uscc_check(good), USCC_VALID);
    for (int i = 0; i < USCC_LENGTH; i++) {
        char code[] = "91430500MAX70E8J8B";
        for (const char *c = alphabet; *c; c++) {
            code[i] = *c;
            CHECK((uscc_check(code) == USCC_VALID) == (*c == good[i]));
        }
        if (i + 1 < USCC_LENGTH && good[i] != good[i + 1]) {
            code[i] = good[i + 1];
            code[i + 1] = good[i];
            CHECK(uscc_check(code) != USCC_VALID);
        }
    }
}

static void chomp(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
}

TEST("two hundred codes of real bodies are valid")
{
    FILE *file = fopen(test_data_path("codes/uscc-valid.txt"), "r");
    REQUIRE(file != NULL);
    char line[64];
    int n = 0;
    while (fgets(line, sizeof(line), file)) {
        chomp(line);
        n++;
        if (!CHECK_INT(uscc_check(line), USCC_VALID))
            printf("  %s\n", line);
    }
    CHECK_INT(n, 200);
    fclose(file);
}

TEST("the known cases of credit codes get their verdicts")
{
    FILE *file = fopen(test_data_path("codes/uscc-cases.tsv"), "r");
    REQUIRE(file != NULL);
    char line[256];
    int n = 0;
    while (fgets(line, sizeof(line), file)) {
        char *expected = strchr(line, '\t');
        if (n++ == 0 || !expected)
            continue;
        *expected++ = '\0';
        char code[64] = "";
        for (size_t i = 0, n_code = 0; line[i] && n_code < sizeof(code) - 1; i++)
            if (line[i] != ' ')
                code[n_code++] = line[i];
        if (!CHECK((uscc_check(code) == USCC_VALID) == (strncmp(expected, "valid", 5) == 0)))
            printf("  %s\n", line);
    }
    CHECK_INT(n, 14);
    fclose(file);
}

TEST("divisions are found with their parents, thirty-four provincial units among them")
{
    const struct code_entry *entries, *e = region_code_find("430105");
    REQUIRE(e != NULL);
    CHECK_TEXT(e->name, "开福区");
    CHECK_TEXT(e->parent, "430100");
    CHECK_TEXT(region_code_find("430100")->name, "长沙市");
    CHECK_TEXT(region_code_find("430000")->parent, "");
    CHECK_TEXT(region_code_find("710000")->name, "台湾省");
    CHECK(!region_code_find("430199") && !region_code_find("43") && !region_code_find(""));
    size_t n = region_code_table(&entries), provinces = 0;
    for (size_t i = 0; i < n; i++) {
        provinces += !entries[i].parent[0];
        CHECK(i == 0 || strcmp(entries[i - 1].code, entries[i].code) < 0);
        CHECK(!entries[i].parent[0] || region_code_find(entries[i].parent));
    }
    CHECK_INT(provinces, 34);
}

TEST("industries are found by their digits, with or without the section")
{
    const struct code_entry *entries, *e = industry_code_find("3612");
    REQUIRE(e != NULL);
    CHECK_TEXT(e->name, "新能源车整车制造");
    CHECK_TEXT(e->parent, "361");
    CHECK_INT(industry_section(e), 'C');
    CHECK(industry_code_find("C3612") == e);
    CHECK(!industry_code_find("D3612") && !industry_code_find("3619") && !industry_code_find("") &&
          !industry_code_find("U"));
    CHECK_TEXT(industry_code_find("C")->name, "制造业");
    CHECK_TEXT(industry_code_find("36")->parent, "C");
    CHECK_TEXT(industry_code_find("01")->parent, "A");
    size_t n = industry_code_table(&entries), by_length[5] = {0};
    for (size_t i = 0; i < n; i++) {
        by_length[strlen(entries[i].code)]++;
        CHECK(i == 0 || strcmp(entries[i - 1].code, entries[i].code) < 0);
        CHECK(industry_section(&entries[i]) != '\0');
    }
    CHECK_INT(by_length[1], 20);
    CHECK_INT(by_length[2], 97);
    CHECK_INT(by_length[3], 473);
    CHECK_INT(by_length[4], 1381);
}

/* Every code of a csv whose first column is the code, padded to `width` zeros, must be known. */
static int check_codes(const char *path, size_t width, const struct code_entry *(*find)(const char *))
{
    FILE *file = fopen(test_data_path(path), "r");
    char line[512], code[16];
    int n = 0;
    while (file && fgets(line, sizeof(line), file)) {
        if (n++ == 0)
            continue;
        line[strcspn(line, ",")] = '\0';
        snprintf(code, sizeof(code), "%.6s%.*s", line, width > strlen(line) ? (int)(width - strlen(line)) : 0, "0000");
        if (!CHECK(find(code) != NULL))
            printf("  %s\n", code);
    }
    if (file)
        fclose(file);
    return n - 1;
}

TEST("every public code is in the tables")
{
    CHECK_INT(check_codes("codes/areas.csv", 6, region_code_find), 2978);
    CHECK_INT(check_codes("codes/cities.csv", 6, region_code_find), 342);
    CHECK_INT(check_codes("codes/provinces.csv", 6, region_code_find), 34);
    CHECK_INT(check_codes("codes/gbt4754-2017.csv", 0, industry_code_find), 1971);
}

TEST("random bytes are no credit code, and no code of a table")
{
    static const char letters[] = "0123456789ABCXYZIOSV.E+9\xE5-";
    uint64_t random = test_seed();
    for (int round = 0; round < test_rounds(50000, 2000000); round++) {
        char text[24], repaired[USCC_LENGTH + 1] = "";
        size_t n = test_random(&random) % sizeof(text);
        for (size_t i = 0; i < n; i++)
            text[i] = letters[test_random(&random) % (sizeof(letters) - 1)];
        text[n ? n - 1 : 0] = '\0';
        if (uscc_check(text) == USCC_VALID)
            CHECK_INT(uscc_check_character(text), text[USCC_LENGTH - 1]);
        if (uscc_repair(text, repaired) && !CHECK_INT(uscc_check(repaired), USCC_VALID))
            printf("  %s, seed %llu\n", text, (unsigned long long)test_seed());
        region_code_find(text);
        industry_code_find(text);
    }
}
