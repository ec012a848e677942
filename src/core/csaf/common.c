/*
 * core/csaf/common.c — what every test needs: saying what was found where, and looking into values.
 *
 * Every function takes any value: a document whose shape is wrong is judged too, and a test must
 * never stumble over what the schema has refused already.
 */
#include "core/csaf/csaf_priv.h"

#include "base/utf8.h"

#include <string.h>

/* ---- messages -------------------------------------------------------------------------------- */

static const struct {
    const char *en;
    const char *ja;
} messages[] = {
    {NULL, NULL},
#define CSAF_MESSAGE(name, english, japanese) {english, japanese},
#include "core/csaf/messages.def"
};

static struct str message_text(const struct csaf_check *c, const struct csaf_say *say)
{
    const struct csaf_test_def *def = csaf_test_def(c->test);
    bool own = say->message == MESSAGE_OF_TEST;
    const char *en = own ? def->en : messages[say->message].en;
    const char *ja = own ? def->ja : messages[say->message].ja;
    struct str text = str_from_cstr(c->options->lang == LANG_JA ? ja : en);
    struct str out = {0};
    struct buf b;
    buf_init(&b, c->arena, LIMIT_CSAF_MESSAGE);
    for (size_t i = 0; i < text.len; i++) {
        bool value = text.ptr[i] == '{' && i + 2 < text.len && text.ptr[i + 2] == '}' &&
                     text.ptr[i + 1] >= '1' && text.ptr[i + 1] <= '3';
        if (!value) {
            buf_add_char(&b, text.ptr[i]);
            continue;
        }
        struct str v = say->values[text.ptr[i + 1] - '1'];
        buf_add(&b, utf8_truncate(v, LIMIT_CSAF_VALUE));
        buf_add(&b, v.len > LIMIT_CSAF_VALUE ? STR("…") : STR(""));
        i += 2;
    }
    return buf_finish(&b, &out) == ERR_OK ? out : text;
}

/* ---- pointers -------------------------------------------------------------------------------- */

struct str csaf_pointer(const struct json *node, struct str below, struct arena *a)
{
    struct buf b;
    struct str out = {0};
    buf_init(&b, a, LIMIT_CSAF_POINTER);
    json_pointer_write(&b, node);
    if (below.ptr != NULL)
        json_pointer_step(&b, below);
    return buf_finish(&b, &out) == ERR_OK ? out : (struct str){0};
}

/* ---- findings -------------------------------------------------------------------------------- */

bool csaf_is_full(const struct csaf_check *c)
{
    return c->arena->failed || c->result->cut;
}

static bool make_room(struct csaf_check *c)
{
    struct csaf_result *r = c->result;
    if (r->count == LIMIT_CSAF_FINDINGS)
        r->cut = true;
    if (r->cut)
        return false;
    if (r->count == c->capacity) {
        size_t capacity = c->capacity == 0 ? 16 : 2 * c->capacity;
        void *more = arena_resize(c->arena, r->findings, c->capacity * sizeof(*r->findings),
                                  capacity * sizeof(*r->findings));
        if (more == NULL)
            return false;
        r->findings = more;
        c->capacity = capacity;
    }
    return true;
}

void csaf_find_say(struct csaf_check *c, const struct json *node, const struct csaf_say *say)
{
    if (!c->options->selected[c->test] && c->test != CSAF_TEST_json)
        return;
    if (csaf_test_def(c->test)->severity == CSAF_MANDATORY)
        c->result->valid = false;
    c->result->passed = false;
    if (!make_room(c))
        return;
    c->result->findings[c->result->count++] = (struct csaf_finding){
        c->test, csaf_pointer(node, say->below, c->arena), message_text(c, say)};
}

void csaf_skip_say(struct csaf_check *c, const struct json *node, const struct csaf_say *say)
{
    struct csaf_result *r = c->result;
    if (r->skipped_count == CSAF_SKIPS_MAX)
        return;
    r->skipped[r->skipped_count++] = (struct csaf_finding){
        c->test, csaf_pointer(node, say->below, c->arena), message_text(c, say)};
}

void csaf_find(struct csaf_check *c, const struct json *node)
{
    csaf_find_say(c, node, &(struct csaf_say){0});
}

void csaf_find_1(struct csaf_check *c, const struct json *node, struct str one)
{
    csaf_find_say(c, node, &(struct csaf_say){.values = {one}});
}

void csaf_find_2(struct csaf_check *c, const struct json *node, struct str one, struct str two)
{
    csaf_find_say(c, node, &(struct csaf_say){.values = {one, two}});
}

/* ---- looking --------------------------------------------------------------------------------- */

const struct json *csaf_first(const struct json *array)
{
    return json_is(array, JSON_ARRAY) ? array->first : NULL;
}

const struct json *csaf_first_member(const struct json *object)
{
    return json_is(object, JSON_OBJECT) ? object->first : NULL;
}

const struct json *csaf_at(const struct json *v, struct str key)
{
    return json_member(v, key);
}

struct str csaf_text(const struct json *v, struct str key)
{
    return json_text(json_member(v, key));
}

bool csaf_has_text(const struct json *v, struct str key, struct str value)
{
    return str_equal(csaf_text(v, key), value);
}

bool csaf_one_of(struct str s, const char *words)
{
    const char *at = words;
    while (*at != '\0') {
        size_t len = (size_t)(strchrnul(at, ' ') - at);
        if (len == s.len && memcmp(at, s.ptr, len) == 0)
            return true;
        at += len;
        at += *at == ' ' ? 1 : 0;
    }
    return false;
}

/* 2.0 has five profiles: a name that is one of 2.1 makes no profile of a document of 2.0. */
bool csaf_profile(const struct csaf_check *c, const char *words)
{
    static const char of_20[] = "csaf_base csaf_informational_advisory csaf_security_advisory "
                                "csaf_security_incident_response csaf_vex";
    return c->category.len > 0 && csaf_one_of(c->category, words) &&
           (csaf_is_21(c) || csaf_one_of(c->category, of_20));
}

bool csaf_is_21(const struct csaf_check *c)
{
    return c->version == CSAF_21;
}

bool csaf_is_released(const struct csaf_check *c)
{
    return csaf_one_of(csaf_text(c->tracking, STR("status")), "final interim");
}
