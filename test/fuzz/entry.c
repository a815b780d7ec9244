/* libFuzzer's way in; FUZZ names the function, given by the build. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    FUZZ(bytes, n);
    return 0;
}
