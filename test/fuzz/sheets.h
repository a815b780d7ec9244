/* Reads a whole spreadsheet and asserts what document/sheet.h promises of it. */
#ifndef TEST_FUZZ_SHEETS_H
#define TEST_FUZZ_SHEETS_H

#include <stddef.h>
#include <stdint.h>

void fuzz_sheets(const uint8_t *bytes, size_t n);

#endif
