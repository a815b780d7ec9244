/* A compound file with an xls in it. */
#include "fuzz/fuzz.h"
#include "fuzz/sheets.h"

void fuzz_xls(const uint8_t *bytes, size_t n)
{
    fuzz_sheets(bytes, n);
}
