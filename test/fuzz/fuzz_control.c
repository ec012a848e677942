/*
 * test/fuzz/fuzz_control.c — the fuzzer's control: a target that is wrong on inputs beginning with
 * one word. A fuzzer that does not find it in its time finds nothing elsewhere either.
 */
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t word[] = {'f', 'a', 'u', 'l', 't'};

    for (size_t i = 0; i < sizeof(word); i++)
        if (i == size || data[i] != word[i])
            return 0;
    abort();
}
