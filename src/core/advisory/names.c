/*
 * core/advisory/names.c — what a publication is called in addresses and files, and the words of a
 * vendor's status.
 *
 * Addresses are promises: other sites link to them for decades. A change here needs redirects, not
 * an edit.
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

struct str publication_vendor_path(struct str number, struct id party, enum lang lang,
                                   struct arena *a)
{
    struct str segment = publication_segment(number, a);
    char text[ID_TEXT_LEN + 1];

    id_write(party, text);
    return arena_format(a, "%s/%s/%.*s/vendor-%s.html", lang == LANG_EN ? "/en" : "",
                        folder_of(number), STR_ARG(segment), text);
}

static bool is_advisory_folder(struct str folder)
{
    return str_equal(folder, STR("jp")) || str_equal(folder, STR("vu")) ||
           str_equal(folder, STR("ta"));
}

/* Behind "/jp/" or "/en/jp/": "JVN12345678/x" to "advisory/jvn12345678/x" or "…/en/x". One
 * component alone is a page of the site. */
static bool advisory_file(struct str rest, bool english, struct arena *a, struct str *out)
{
    struct str slug = publication_slug(str_split(&rest, '/'), a);

    if (str_is_empty(slug) || rest.ptr == NULL) {
        return false;
    }
    *out =
        arena_format(a, "advisory/%.*s/%s%.*s", STR_ARG(slug), english ? "en/" : "", STR_ARG(rest));
    return true;
}

/* Behind "/csaf/": "2026/jvn12345678.json.sha256" to
 * "advisory/jvn12345678/csaf/2026/jvn12345678.json.sha256"; what stands behind "v2.1/clear/" to
 * ".../csaf-2.1/2026/..." */
static bool csaf_file(struct str rest, struct arena *a, struct str *out)
{
    struct str newer = STR("v2.1/clear/");
    bool is_newer = str_starts_with(rest, newer);
    struct str whole = is_newer ? str_slice(rest, newer.len, rest.len) : rest;
    struct str year;
    struct str slug;
    uint64_t number;

    rest = whole;
    year = str_split(&rest, '/');
    if (!str_to_u64(year, 9999, &number) || str_is_empty(rest)) {
        return false;
    }
    slug = publication_slug(str_split(&rest, '.'), a);
    if (str_is_empty(slug)) {
        return false;
    }
    *out = arena_format(a, "advisory/%.*s/csaf%s/%.*s", STR_ARG(slug), is_newer ? "-2.1" : "",
                        STR_ARG(whole));
    return true;
}

bool published_path(struct str path, struct arena *a, struct str *out)
{
    struct str rest = path;
    struct str folder;
    bool english;

    if (path.len == 0 || path.ptr[0] != '/') {
        return false;
    }
    (void)str_split(&rest, '/');
    if (str_starts_with(rest, STR("."))) {
        struct str hidden =
            STR(".well-known/"); /* the only name with a dot in front that the web asks for */

        *out =
            arena_format(a, "site/well-known/%.*s", STR_ARG(str_slice(rest, hidden.len, rest.len)));
        return str_starts_with(rest, hidden) && !a->failed;
    }
    english = str_starts_with(rest, STR("en/"));
    if (english) {
        (void)str_split(&rest, '/');
    }
    folder = str_split(&rest, '/');
    if (rest.ptr == NULL ||
        !((is_advisory_folder(folder) && advisory_file(rest, english, a, out)) ||
          (!english && str_equal(folder, STR("csaf")) && csaf_file(rest, a, out)))) {
        *out = arena_format(a, "site%.*s", STR_ARG(path));
    }
    return !a->failed;
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
