/*
 * core/json/write.c — the streaming writer.
 *
 * Misuse (a value without its key, keys out of order, an unclosed container) is a mistake of the
 * programmer and an assert: a document that is hashed must not depend on luck. Overflow sticks to
 * the buffer.
 */
#include "core/json/json.h"

#include <assert.h>

void json_write_begin(struct json_writer *w, struct buf *out, enum json_layout layout)
{
    *w = (struct json_writer){.out = out, .layout = layout};
}

void json_write_finish(struct json_writer *w)
{
    assert(w->depth == 0 && w->filled[0] && !w->after_key);
    if (w->layout == JSON_INDENTED) {
        buf_add_char(w->out, '\n');
    }
}

static void new_line(struct json_writer *w)
{
    if (w->layout != JSON_INDENTED) {
        return;
    }
    buf_add_char(w->out, '\n');
    for (size_t i = 0; i < w->depth; i++) {
        buf_add(w->out, STR("  "));
    }
}

/* What stands before a key or an element. */
static void separate(struct json_writer *w)
{
    if (w->filled[w->depth]) {
        assert(w->depth > 0);
        buf_add_char(w->out, ',');
    }
    w->filled[w->depth] = true;
    if (w->depth > 0) {
        new_line(w);
    }
}

static void before_value(struct json_writer *w)
{
    if (w->after_key) {
        w->after_key = false;
        return;
    }
    assert(!w->is_object[w->depth]);
    separate(w);
}

static void open_container(struct json_writer *w, bool is_object)
{
    before_value(w);
    assert(w->depth < LIMIT_JSON_DEPTH);
    buf_add_char(w->out, is_object ? '{' : '[');
    w->depth++;
    w->filled[w->depth] = false;
    w->is_object[w->depth] = is_object;
    w->last_key[w->depth] = (struct str){NULL, 0};
}

void json_write_object(struct json_writer *w)
{
    open_container(w, true);
}

void json_write_array(struct json_writer *w)
{
    open_container(w, false);
}

void json_write_end(struct json_writer *w)
{
    bool filled;
    bool is_object;

    assert(w->depth > 0 && !w->after_key);
    filled = w->filled[w->depth];
    is_object = w->is_object[w->depth];
    w->depth--;
    if (filled) {
        new_line(w);
    }
    buf_add_char(w->out, is_object ? '}' : ']');
}

static void write_quoted(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789abcdef";
    size_t plain_from = 0;

    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        buf_add(out, str_slice(s, plain_from, i));
        plain_from = i + 1;
        buf_add_char(out, '\\');
        if (c == '"' || c == '\\') {
            buf_add_char(out, (char)c);
        } else if (c == '\n') {
            buf_add_char(out, 'n');
        } else if (c == '\t') {
            buf_add_char(out, 't');
        } else {
            buf_add(out, STR("u00"));
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        }
    }
    buf_add(out, str_slice(s, plain_from, s.len));
    buf_add_char(out, '"');
}

void json_write_key(struct json_writer *w, struct str key)
{
    assert(w->depth > 0 && w->is_object[w->depth] && !w->after_key);
    assert(!w->filled[w->depth] || str_compare(w->last_key[w->depth], key) < 0);
    separate(w);
    w->last_key[w->depth] = key;
    w->after_key = true;
    write_quoted(w->out, key);
    buf_add_char(w->out, ':');
    if (w->layout == JSON_INDENTED) {
        buf_add_char(w->out, ' ');
    }
}

void json_write_str(struct json_writer *w, struct str s)
{
    before_value(w);
    write_quoted(w->out, s);
}

void json_write_i64(struct json_writer *w, int64_t n)
{
    before_value(w);
    buf_add_i64(w->out, n);
}

void json_write_bool(struct json_writer *w, bool b)
{
    before_value(w);
    buf_add(w->out, b ? STR("true") : STR("false"));
}

void json_write_null(struct json_writer *w)
{
    before_value(w);
    buf_add(w->out, STR("null"));
}

static size_t skip_digits(struct str s, size_t from)
{
    while (from < s.len && s.ptr[from] >= '0' && s.ptr[from] <= '9') {
        from++;
    }
    return from;
}

bool json_is_number(struct str s)
{
    size_t at = s.len > 0 && s.ptr[0] == '-' ? 1 : 0;
    size_t end = skip_digits(s, at);

    if (end == at || (end - at > 1 && s.ptr[at] == '0')) {
        return false;
    }
    if (end < s.len && s.ptr[end] == '.') {
        at = end + 1;
        end = skip_digits(s, at);
        if (end == at) {
            return false;
        }
    }
    if (end < s.len && (s.ptr[end] == 'e' || s.ptr[end] == 'E')) {
        at = end + 1;
        if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-')) {
            at++;
        }
        end = skip_digits(s, at);
        if (end == at) {
            return false;
        }
    }
    return end == s.len;
}

void json_write_number(struct json_writer *w, struct str spelt)
{
    assert(json_is_number(spelt));
    before_value(w);
    buf_add(w->out, spelt);
}

void json_write_member(struct json_writer *w, struct str key, struct str value)
{
    json_write_key(w, key);
    json_write_str(w, value);
}

void json_write_member_opt(struct json_writer *w, struct str key, struct str value)
{
    if (!str_is_empty(value)) {
        json_write_member(w, key, value);
    }
}

void json_write_member_text2_opt(struct json_writer *w, struct str key, struct text2 text)
{
    if (str_is_empty(text.ja) && str_is_empty(text.en)) {
        return;
    }
    json_write_member_object(w, key);
    json_write_member_opt(w, STR("en"), text.en);
    json_write_member_opt(w, STR("ja"), text.ja);
    json_write_end(w);
}

void json_write_member_i64(struct json_writer *w, struct str key, int64_t n)
{
    json_write_key(w, key);
    json_write_i64(w, n);
}

void json_write_member_object(struct json_writer *w, struct str key)
{
    json_write_key(w, key);
    json_write_object(w);
}

void json_write_member_array(struct json_writer *w, struct str key)
{
    json_write_key(w, key);
    json_write_array(w);
}
