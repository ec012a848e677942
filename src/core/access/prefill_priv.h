/*
 * core/access/prefill_priv.h — first values of a form, gathered by the files that know what they
 * are.
 */
#ifndef CORE_ACCESS_PREFILL_PRIV_H
#define CORE_ACCESS_PREFILL_PRIV_H

#include "core/image_priv.h"

enum { PREFILL_MAX = 24 };

struct prefill {
    struct input_pair *pairs;
    size_t count;
    struct arena *arena;
};

/* Leaves an empty value out. */
void prefill_add(struct prefill *p, struct str name, struct str value);
/* The name of a code as an interface sends it; absent for 0. */
struct str prefill_code(enum code_list list, uint32_t number);
/* First values of the ladder of developers that cannot be contacted, and of the committee. */
void prefill_ladder(const struct law_world *w, enum command_kind kind, const struct law_case *c,
                    struct prefill *p);
/* First values of the steps of the developer list and of the first contact. */
enum err prefill_of_list(const struct law_world *w, enum command_kind kind, struct subject s,
                         struct prefill *p) MUST_CHECK;

#endif
