/*
 * core/access/search.h — what staff find by any number, product, organisation, person or address
 * (HND-13), and a developer by number, title or product, each within its rights.
 *
 * A word is compared only with fields whose class the actor may see of that object, so that finding
 * and not finding tell nothing that its page would not tell.
 */
#ifndef CORE_ACCESS_SEARCH_H
#define CORE_ACCESS_SEARCH_H

#include "core/access/access.h"

enum { SEARCH_WORDS = 8, SEARCH_HITS = 100 };

struct search_hit {
    struct id stream;
    enum stream_type type; /* report, case, party or person */
    struct str number;     /* of a report or case */
    struct text2 name;     /* title, product or name */
    const char *where;     /* message id: the field in which the first word was found */
};

struct search_list {
    struct search_hit *items; /* newest first within each type */
    size_t count;             /* at most SEARCH_HITS */
    bool more;                /* there were more than that */
};

/* Every word must occur in what the actor may see of the object; case, width and accents do not
 * matter. Words beyond SEARCH_WORDS are not looked at; no word finds nothing. Costs one pass over
 * all objects. ERR_MEMORY. */
enum err law_search(const struct law_world *w, struct str words, struct arena *arena,
                    struct search_list *out) MUST_CHECK;

#endif
