/*
 * test/scenario/words.c — see words.h.
 */
#include "scenario/words.h"

#include "core/law.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One word from *at on; quotes may stand anywhere inside it. */
static bool cut_one(struct str line, size_t *at, struct buf *word)
{
    bool quoted = false;

    for (; *at < line.len && (quoted || !is_blank(line.ptr[*at])); ++*at) {
        char c = line.ptr[*at];
        if (c == '"') {
            quoted = !quoted;
        } else if (quoted && c == '\\' && *at + 1 < line.len) {
            ++*at;
            buf_add_char(word, line.ptr[*at] == 'n' ? '\n' : line.ptr[*at]);
        } else {
            buf_add_char(word, c);
        }
    }
    return !quoted;
}

bool words_cut(struct str line, struct arena *a, struct words *out)
{
    size_t at = 0;

    *out = (struct words){.count = 0};
    for (;;) {
        struct buf word;
        while (at < line.len && is_blank(line.ptr[at]))
            at++;
        if (at == line.len || line.ptr[at] == '#' || out->count == WORDS_MAX)
            break;
        buf_init(&word, a, LIMIT_FORM_BYTES);
        if (!cut_one(line, &at, &word) || buf_finish(&word, &out->word[out->count]) != ERR_OK)
            return false;
        out->count++;
    }
    out->arrow = out->count;
    for (size_t i = out->count; i-- > 0;)
        if (str_equal(out->word[i], STR("->")))
            out->arrow = i;
    return at == line.len || line.ptr[at] == '#';
}

static bool code_of_word(struct str word, int64_t *number)
{
    struct str rest = word;
    struct str list = str_split(&rest, '.');
#define CODE_LIST(name, label)                                                                     \
    if (str_equal(list, STR(#name)) && code_def_find(CODE_LIST_##name, rest) != NULL) {            \
        *number = code_def_find(CODE_LIST_##name, rest)->number;                                   \
        return true;                                                                               \
    }
#include "core/codes.def"
    return false;
}

bool words_equal_value(struct str word, const struct json *value)
{
    int64_t number, expected;
    int32_t day;

    switch (value->kind) {
    case JSON_STRING:
        return str_equal(value->text, word) ||
               (str_ends_with(word, STR("*")) &&
                str_starts_with(value->text, str_slice(word, 0, word.len - 1)));
    case JSON_BOOL:
        return str_equal(word, value->boolean ? STR("true") : STR("false"));
    case JSON_NUMBER:
        if (str_equal(value->text, word))
            return true;
        if (!json_int(value, &number))
            return false;
        if (code_of_word(word, &expected) || civil_read_rfc3339(word, &expected))
            return number == expected;
        return civil_read_date(word, &day) && number == day;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

const struct json *words_follow(const struct json *v, struct str path)
{
    struct str rest = path;

    while (v != NULL && rest.ptr != NULL) {
        struct str step = str_split(&rest, '.');
        uint64_t index;
        if (v->kind == JSON_ARRAY && str_to_u64(step, 1000, &index)) {
            v = v->first;
            while (v != NULL && index-- > 0)
                v = v->next;
        } else {
            v = json_member(v, step);
        }
    }
    return v;
}
