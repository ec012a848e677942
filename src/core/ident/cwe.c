/*
 * core/ident/cwe.c — looks weaknesses up in cwe.def.
 *
 * Must never invent a name or a list: what the table does not have does not exist.
 */
#include "core/ident/cwe.h"

#include <assert.h>

#include "core/ident/ident_priv.h"

enum list {
#define CWE_LIST(list, name, date) LIST_##list,
#define CWE_NAME(id, first, last, name)
#define CWE_DEPRECATED(id, first, last)
#define CWE_USAGE(id, first, last, usage)
#include "core/ident/cwe.def"
    LIST_COUNT,
    LIST_LATEST = LIST_COUNT - 1
};

static const struct cwe_list lists[] = {
#define CWE_LIST(list, name, date) {STR_INIT(name), STR_INIT(date)},
#define CWE_NAME(id, first, last, name)
#define CWE_DEPRECATED(id, first, last)
#define CWE_USAGE(id, first, last, usage)
#include "core/ident/cwe.def"
};

/* What holds of a weakness from one list to another. */
struct run {
    unsigned short id;
    unsigned char first;
    unsigned char last;
};

static const struct {
    struct run run;
    struct str name;
} names[] = {
#define CWE_LIST(list, name, date)
#define CWE_NAME(id, first, last, name) {{id, LIST_##first, LIST_##last}, STR_INIT(name)},
#define CWE_DEPRECATED(id, first, last)
#define CWE_USAGE(id, first, last, usage)
#include "core/ident/cwe.def"
};

static const struct run deprecated[] = {
#define CWE_LIST(list, name, date)
#define CWE_NAME(id, first, last, name)
#define CWE_DEPRECATED(id, first, last) {id, LIST_##first, LIST_##last},
#define CWE_USAGE(id, first, last, usage)
#include "core/ident/cwe.def"
};

static const struct {
    struct run run;
    enum cwe_usage usage;
} usages[] = {
#define CWE_LIST(list, name, date)
#define CWE_NAME(id, first, last, name)
#define CWE_DEPRECATED(id, first, last)
#define CWE_USAGE(id, first, last, usage) {{id, LIST_##first, LIST_##last}, CWE_USAGE_##usage},
#include "core/ident/cwe.def"
};

enum {
    NAMES = sizeof(names) / sizeof(names[0]),
    DEPRECATED = sizeof(deprecated) / sizeof(deprecated[0]),
    USAGES = sizeof(usages) / sizeof(usages[0]),
};

static bool covers(struct run run, size_t list, unsigned id)
{
    return run.id == id && run.first <= list && list <= run.last;
}

size_t cwe_list_latest(void)
{
    return LIST_LATEST;
}

const struct cwe_list *cwe_list(size_t number)
{
    assert(number < LIST_COUNT);
    return &lists[number];
}

bool cwe_list_find(struct str name, size_t *number)
{
    for (size_t i = 0; i < LIST_COUNT; i++) {
        if (str_equal(lists[i].name, name)) {
            *number = i;
            return true;
        }
    }
    return false;
}

enum err cwe_id_read(struct str text, unsigned *id, struct ident_error *error)
{
    uint64_t number = 0;
    if (!str_starts_with(text, STR("CWE-"))) {
        return ident_refuse(error, 0, N_("a weakness begins with CWE-"));
    }
    struct str digits = str_slice(text, 4, text.len);
    if (digits.len > 0 && digits.ptr[0] == '0') {
        return ident_refuse(error, 4, N_("the number has no leading zero"));
    }
    if (!str_to_u64(digits, 99999, &number)) {
        return ident_refuse(error, 4, N_("the number has one to five digits"));
    }
    *id = (unsigned)number;
    return ERR_OK;
}

/* Index of the first name of this id, or of the first greater one. */
static size_t names_from(unsigned id)
{
    size_t low = 0;
    size_t high = NAMES;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names[middle].run.id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum cwe_usage usage_of(size_t list, unsigned id)
{
    for (size_t i = 0; i < USAGES; i++) {
        if (covers(usages[i].run, list, id)) {
            return usages[i].usage;
        }
    }
    return list >= LIST_4_12 ? CWE_USAGE_ALLOWED : CWE_USAGE_UNKNOWN;
}

bool cwe_find(size_t list, unsigned id, struct cwe_entry *out)
{
    size_t at = names_from(id);
    while (at < NAMES && names[at].run.id == id && !covers(names[at].run, list, id)) {
        at++;
    }
    if (at == NAMES || names[at].run.id != id) {
        return false;
    }
    *out = (struct cwe_entry){
        .id = id, .name = names[at].name, .deprecated = false, .usage = usage_of(list, id)};
    for (size_t i = 0; i < DEPRECATED; i++) {
        out->deprecated |= covers(deprecated[i], list, id);
    }
    return true;
}

bool cwe_find_newest(unsigned id, size_t *list, struct cwe_entry *out)
{
    bool found = false;
    for (size_t at = names_from(id); at < NAMES && names[at].run.id == id; at++) {
        if (!found || names[at].run.last > *list) {
            *list = names[at].run.last;
        }
        found = true;
    }
    return found && cwe_find(*list, id, out);
}

bool cwe_find_name(unsigned id, struct str name, size_t *list)
{
    bool found = false;
    for (size_t at = names_from(id); at < NAMES && names[at].run.id == id; at++) {
        if (str_equal(names[at].name, name) && (!found || names[at].run.last > *list)) {
            *list = names[at].run.last;
            found = true;
        }
    }
    return found;
}

const char *cwe_usage_name(enum cwe_usage usage)
{
    switch (usage) {
    case CWE_USAGE_ALLOWED:
        return "Allowed";
    case CWE_USAGE_ALLOWED_WITH_REVIEW:
        return "Allowed-with-Review";
    case CWE_USAGE_DISCOURAGED:
        return "Discouraged";
    case CWE_USAGE_PROHIBITED:
        return "Prohibited";
    case CWE_USAGE_UNKNOWN:
        break;
    }
    return "";
}
