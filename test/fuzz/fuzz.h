/* Functions that a fuzzer feeds (tools/fuzz.sh NAME), and whose corpora under corpus/NAME/ are replayed as tests.
 *
 * A file test/fuzz/NAME.c defines fuzz_NAME(); it must take any bytes, and asserts what it promises. */
#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

void fuzz_http(const uint8_t *bytes, size_t n);
void fuzz_csv(const uint8_t *bytes, size_t n);
void fuzz_xlsx(const uint8_t *bytes, size_t n);
void fuzz_xls(const uint8_t *bytes, size_t n);
void fuzz_json(const uint8_t *bytes, size_t n);
void fuzz_register(const uint8_t *bytes, size_t n);
void fuzz_yaml(const uint8_t *bytes, size_t n);
void fuzz_filter(const uint8_t *bytes, size_t n);
void fuzz_reading(const uint8_t *bytes, size_t n);
void fuzz_typed(const uint8_t *bytes, size_t n);
void fuzz_body(const uint8_t *bytes, size_t n);
void fuzz_import(const uint8_t *bytes, size_t n);
void fuzz_page(const uint8_t *bytes, size_t n);

#endif
