/*
 * http/form.c — query strings and urlencoded bodies.
 *
 * Responsible for decoding exactly what application/x-www-form-urlencoded can contain; a byte that
 * no encoder writes is refused. It must never guess at a broken escape.
 */
#include "http/form.h"

#include "base/utf8.h"
#include "http/message.h"

#include <string.h>

static struct str get_nth(const struct http_form *form, struct str name, size_t n)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (str_equal(form->fields[i].name, name) && n-- == 0) {
            return form->fields[i].value;
        }
    }
    return (struct str){0};
}

struct str http_form_get(const struct http_form *form, struct str name)
{
    return get_nth(form, name, 0);
}

struct str http_form_get_nth(const struct http_form *form, struct str name, size_t n)
{
    return get_nth(form, name, n);
}

size_t http_form_count(const struct http_form *form, struct str name)
{
    size_t count = 0;
    for (size_t i = 0; i < form->field_count; i++) {
        count += str_equal(form->fields[i].name, name);
    }
    return count;
}

struct str http_request_arg(const struct http_request *req, struct str name)
{
    return req->args != NULL ? http_form_get(req->args, name) : (struct str){0};
}

struct str http_request_field(const struct http_request *req, struct str name)
{
    return req->form != NULL ? http_form_get(req->form, name) : (struct str){0};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum err decode_into(struct str raw, bool plus, char *out, size_t *len)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_value(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_value(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return ERR_INVALID;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[n++] = c;
    }
    *len = n;
    return ERR_OK;
}

enum err http_percent_decode(struct str raw, bool plus, struct arena *a, struct str *out)
{
    struct str text = raw.ptr != NULL ? raw : STR("");
    if (raw.len > 0 && (memchr(raw.ptr, '%', raw.len) != NULL ||
                        (plus && memchr(raw.ptr, '+', raw.len) != NULL))) {
        char *copy = arena_alloc(a, raw.len);
        if (copy == NULL) {
            return ERR_MEMORY;
        }
        text = (struct str){copy, 0};
        enum err e = decode_into(raw, plus, copy, &text.len);
        if (e != ERR_OK) {
            return e;
        }
    }
    if (utf8_first_bad(text) != SIZE_MAX ||
        (text.len > 0 && memchr(text.ptr, 0, text.len) != NULL)) {
        return ERR_INVALID;
    }
    *out = text;
    return ERR_OK;
}

static bool is_printable(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] <= ' ' || s.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

enum err http_form_urlencoded(struct str raw, struct arena *a, struct http_form *out)
{
    *out = (struct http_form){0};
    if (!is_printable(raw)) {
        return ERR_INVALID;
    }
    size_t pairs = 0;
    for (struct str rest = raw; rest.ptr != NULL;) {
        pairs += str_split(&rest, '&').len > 0;
    }
    if (pairs > LIMIT_FORM_FIELDS) {
        return ERR_LIMIT;
    }
    out->fields = ARENA_ARRAY(a, struct http_field, pairs);
    if (out->fields == NULL) {
        return ERR_MEMORY;
    }
    for (struct str rest = raw; rest.ptr != NULL;) {
        struct str value = str_split(&rest, '&');
        if (value.len == 0) {
            continue; /* every decoder in use skips "a&&b" */
        }
        struct str name = str_split(&value, '=');
        struct http_field *f = &out->fields[out->field_count];
        enum err e = http_percent_decode(name, true, a, &f->name);
        e = e == ERR_OK ? http_percent_decode(value, true, a, &f->value) : e;
        if (e != ERR_OK) {
            return e;
        }
        out->field_count++;
    }
    return ERR_OK;
}
