/* base/err.c — the names of operating errors. Must never hold a text for users. */
#include "base/err.h"

const char *err_text(enum err e)
{
    static const char *const texts[] = {
#define ERR(name, text) [ERR_##name] = (text),
#include "base/err.def"
    };
    if ((size_t)e >= sizeof(texts) / sizeof(texts[0])) {
        return "unknown error";
    }
    return texts[e];
}
