/*
 * core/advisory/names.c — what a publication is called in addresses and files, and the words of a vendor's status.
 *
 * Addresses are promises: other sites link to them for decades. A change here needs redirects, not an edit.
 */
#include "core/advisory/advisory.h"

enum { SLUG_MAX = 64 };

static bool is_segment_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

struct str publication_segment(struct str number, struct arena *a)
{
    char *out = arena_alloc(a, number.len + 1);
    size_t len = 0;

    if (out == NULL) {
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < number.len; i++) {
        if (is_segment_char(number.ptr[i])) {
            out[len++] = number.ptr[i];
        }
    }
    return (struct str){out, len};
}

struct str publication_slug(struct str segment, struct arena *a)
{
    char *out;

    if (segment.len == 0 || segment.len > SLUG_MAX) {
        return (struct str){NULL, 0};
    }
    out = arena_alloc(a, segment.len + 1);
    if (out == NULL) {
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < segment.len; i++) {
        char c = segment.ptr[i];

        if (!is_segment_char(c)) {
            return (struct str){NULL, 0};
        }
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct str){out, segment.len};
}

static const char *folder_of(struct str number)
{
    if (str_starts_with(number, STR("JVNVU"))) {
        return "vu";
    }
    return str_starts_with(number, STR("JVNTA")) ? "ta" : "jp";
}

struct str publication_path(struct str number, enum lang lang, struct arena *a)
{
    struct str segment = publication_segment(number, a);

    return arena_format(a, "%s/%s/%.*s/index.html", lang == LANG_EN ? "/en" : "", folder_of(number),
                        STR_ARG(segment));
}

struct str publication_vendor_path(struct str number, struct id party, enum lang lang, struct arena *a)
{
    struct str segment = publication_segment(number, a);
    char text[ID_TEXT_LEN + 1];

    id_write(party, text);
    return arena_format(a, "%s/%s/%.*s/vendor-%s.html", lang == LANG_EN ? "/en" : "", folder_of(number),
                        STR_ARG(segment), text);
}

struct str vendor_status_text(uint32_t status, enum lang lang)
{
    static const struct text2 words[VENDOR_STATUS_INFORMED + 1] = {
        [VENDOR_STATUS_AFFECTED] = {STR_INIT("該当製品あり"), STR_INIT("Vulnerable")},
        [VENDOR_STATUS_AFFECTED_INVESTIGATING] = {STR_INIT("該当製品あり：調査中"),
                                                  STR_INIT("Vulnerable, investigating")},
        [VENDOR_STATUS_NOT_AFFECTED] = {STR_INIT("該当製品なし"), STR_INIT("Not vulnerable")},
        [VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING] = {STR_INIT("該当製品なし：調査中"),
                                                      STR_INIT("Not vulnerable, investigating")},
        [VENDOR_STATUS_INFORMED] = {STR_INIT("脆弱性情報提供済み"),
                                    STR_INIT("Vulnerability information provided")},
    };

    if (status > VENDOR_STATUS_INFORMED) {
        return (struct str){NULL, 0};
    }
    return lang == LANG_EN ? words[status].en : words[status].ja;
}
