/* Names of people and firms.  The people's family names are rare ones and the given names are literary, so that no
 * generated name is likely to be that of an official; none is taken from life. */
#include "features/demo/build.h"

#include "base/codes.h"

#include <stdio.h>

static const char *const family_names[] = {
    "闻人", "贺兰", "郗", "竺", "晏", "卫", "简", "戚", "沈", "邬", "靳", "祁", "黎", "闻",
    "甄",   "俞",   "姬", "鲁", "宋", "顾", "韩", "陆", "许", "周", "李", "程", "苏", "叶",
    "柏",   "裴",   "洛", "温", "阮", "骆", "褚", "樊", "蔺", "桑", "虞", "牧",
};
static const char *const given_names[] = {
    "砚秋", "知远", "怀瑾", "沐阳", "南乔", "见深", "若云", "景行", "望舒", "既白",
    "晚舟", "怀谷", "予安", "知夏", "明澈", "思齐", "清和", "亦川", "云舟", "林溪",
    "霁月", "星河", "书屿", "长庚", "青筠", "言蹊", "墨白", "鹤鸣", "其琛", "禾昱",
};
enum { N_FAMILY = sizeof(family_names) / sizeof(char *), N_GIVEN = sizeof(given_names) / sizeof(char *) };

const char *demo_person_name(struct demo *d)
{
    /* Steps through all pairs in an order that mixes both: 7 and 40 × 30 have no common divisor. */
    int pair = (d->people++ * 7 + 13) % (N_FAMILY * N_GIVEN);
    return arena_printf(d->op->arena, "%s%s", family_names[pair % N_FAMILY], given_names[pair / N_FAMILY]);
}

static const char *const firm_heads[] = {
    "云驰", "江拓", "澄能", "屏山", "南屿", "凌石", "望溪", "禾源",   "石梁",   "白鹭",
    "临江", "松岭", "驰拓", "衡钜", "芯砾", "晟捷", "联颂", "循睿",   "黛屿",   "叶语",
    "澈明", "迅泊", "旭昀", "玖恒", "澜石", "拓木", "恒邦", "雾谷",   "青岚",   "砺行",
    "泊远", "启岳", "曜川", "霖枫", "景澄", "瀚沅", "朔风", "岚图山", "乔木林", "星野原",
};
static const char *const firm_tails[] = {"科技有限公司", "有限公司", "材料有限公司", "制造有限公司", "股份有限公司"};
enum { N_HEADS = sizeof(firm_heads) / sizeof(char *), N_TAILS = sizeof(firm_tails) / sizeof(char *) };

const char *demo_firm_name(struct demo *d, const char *product, int *ret_suffix)
{
    int number = (*ret_suffix)++;
    const char *head = firm_heads[number % N_HEADS];
    const char *place = number / N_HEADS % 2 ? "云江" : "";
    return arena_printf(d->op->arena, "%s%s%s%s", place, head, product,
                        firm_tails[(number / N_HEADS + number) % N_TAILS]);
}

/* Region 439900 is not assigned; the organisation part counts. */
const char *demo_uscc(struct demo *d, int number)
{
    char code[32];
    snprintf(code, sizeof(code), "91439900MA%07d0", (4100000 + number * 37) % 10000000);
    code[USCC_LENGTH - 1] = uscc_check_character(code);
    code[USCC_LENGTH] = '\0';
    return arena_text(d->op->arena, code);
}
