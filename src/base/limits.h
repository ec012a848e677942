/* base/limits.h — the limits of limits.def as constants LIMIT_NAME. Nothing else may hold a limit.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum limit {
#define LIMIT(name, value, unit, text) LIMIT_##name = (int)(value),
#include "base/limits.def"
};

#endif
