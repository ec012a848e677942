/*
 * core/csaf/preset.c — selects tests by the names of presets.def. Which tests a name means is in
 * the table alone.
 */
#include "core/csaf/csaf.h"

static const struct {
    struct str name;
    struct str parts;
} presets[] = {
#define CSAF_PRESET(name, parts) {STR_INIT(name), STR_INIT(parts)},
#include "core/csaf/presets.def"
};
enum { PRESETS = sizeof(presets) / sizeof(presets[0]) };

/* The place of a name among the first `end` presets; `end` when it is none of them. */
static size_t preset_find(struct str name, size_t end)
{
    size_t i = 0;
    while (i < end && !str_equal(presets[i].name, name))
        i++;
    return i;
}

static void select_part(struct csaf_options *o, struct str part)
{
    bool out = str_starts_with(part, STR("-"));
    struct str id = out ? str_slice(part, 1, part.len) : part;
    bool prefix = str_ends_with(id, STR("."));
    for (size_t i = 0; i < CSAF_TESTS; i++) {
        struct str own = str_from_cstr(csaf_test_def((enum csaf_test)i)->id);
        if (prefix ? str_starts_with(own, id) : str_equal(own, id))
            o->selected[i] = !out;
    }
}

/* A preset names only such as stand further up: this comes to an end. */
static void select_preset(struct csaf_options *o, size_t at)
{
    for (struct str rest = presets[at].parts; rest.ptr != NULL;) {
        struct str part = str_split(&rest, ' ');
        size_t other = preset_find(part, at);
        if (other < at)
            select_preset(o, other);
        else
            select_part(o, part);
    }
}

bool csaf_options_preset(struct csaf_options *o, struct str name)
{
    size_t at = preset_find(name, PRESETS);
    struct csaf_options own = {0};
    if (at == PRESETS)
        return false;
    select_preset(&own, at);
    for (size_t i = 0; i < CSAF_TESTS; i++)
        o->selected[i] = o->selected[i] || own.selected[i];
    return true;
}
