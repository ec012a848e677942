/*
 * http/headers.c — the header sets as one list each, used both as values and as prebuilt lines.
 *
 * Responsible for the browser's side of confinement: no inline code, nothing from elsewhere, no
 * framing, no sniffing, no referrer for others. Transport security headers belong to the TLS proxy.
 */
#include "http/headers.h"

#define CSP_PAGE                                                                                   \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; "                                                                         \
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define CSP_NOTHING                                                                                \
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#define CSP_FILE CSP_NOTHING "; sandbox"
#define POLICY                                                                                     \
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "              \
    "magnetometer=(), microphone=(), "                                                             \
    "payment=(), usb=()"

/* Not no-referrer: browsers then send "Origin: null" with our own forms too, and csrf.h could not
 * tell them from a stranger's. Other sites learn nothing under same-origin either. */
#define ALWAYS(H)                                                                                  \
    H("X-Content-Type-Options", "nosniff")                                                         \
    H("Referrer-Policy", "same-origin")                                                            \
    H("X-Frame-Options", "DENY")                                                                   \
    H("Cross-Origin-Opener-Policy", "same-origin")

#define SET_PUBLIC_PAGE(H)                                                                         \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_PAGE)                                                         \
    H("Cross-Origin-Resource-Policy", "same-origin")                                               \
    H("Permissions-Policy", POLICY)                                                                \
    H("Cache-Control", "no-cache")
#define SET_PRIVATE_PAGE(H)                                                                        \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_PAGE)                                                         \
    H("Cross-Origin-Resource-Policy", "same-origin")                                               \
    H("Permissions-Policy", POLICY)                                                                \
    H("Cache-Control", "no-store")
#define SET_API_PUBLIC(H)                                                                          \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_NOTHING)                                                      \
    H("Cross-Origin-Resource-Policy", "cross-origin")                                              \
    H("Access-Control-Allow-Origin", "*")                                                          \
    H("Cache-Control", "no-cache")
#define SET_API_PRIVATE(H)                                                                         \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_NOTHING)                                                      \
    H("Cross-Origin-Resource-Policy", "same-origin")                                               \
    H("Cache-Control", "no-store")
#define SET_ASSET(H)                                                                               \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_NOTHING)                                                      \
    H("Cross-Origin-Resource-Policy", "same-origin")                                               \
    H("Cache-Control", "public, max-age=31536000, immutable")
#define SET_DOWNLOAD(H)                                                                            \
    ALWAYS(H)                                                                                      \
    H("Content-Security-Policy", CSP_FILE)                                                         \
    H("Cross-Origin-Resource-Policy", "same-origin")                                               \
    H("Cache-Control", "no-store")

#define ROW(name, value) {STR_INIT(name), STR_INIT(value)},
#define LINE(name, value) name ": " value "\r\n"

static const struct http_header public_page[] = {SET_PUBLIC_PAGE(ROW)};
static const struct http_header private_page[] = {SET_PRIVATE_PAGE(ROW)};
static const struct http_header api_public[] = {SET_API_PUBLIC(ROW)};
static const struct http_header api_private[] = {SET_API_PRIVATE(ROW)};
static const struct http_header asset[] = {SET_ASSET(ROW)};
static const struct http_header download[] = {SET_DOWNLOAD(ROW)};

struct set {
    const struct http_header *rows;
    size_t count;
    struct str lines;
};

#define SET(rows, list)                                                                            \
    {                                                                                              \
        rows, sizeof(rows) / sizeof(rows[0]), STR_INIT(list(LINE))                                 \
    }

static const struct set sets[] = {
    [HTTP_HEADERS_PUBLIC_PAGE] = SET(public_page, SET_PUBLIC_PAGE),
    [HTTP_HEADERS_PRIVATE_PAGE] = SET(private_page, SET_PRIVATE_PAGE),
    [HTTP_HEADERS_API_PUBLIC] = SET(api_public, SET_API_PUBLIC),
    [HTTP_HEADERS_API_PRIVATE] = SET(api_private, SET_API_PRIVATE),
    [HTTP_HEADERS_ASSET] = SET(asset, SET_ASSET),
    [HTTP_HEADERS_DOWNLOAD] = SET(download, SET_DOWNLOAD),
};

void http_headers_add(struct http_response *res, enum http_header_set set)
{
    for (size_t i = 0; i < sets[set].count; i++) {
        http_response_header_set(res, sets[set].rows[i].name, sets[set].rows[i].value);
    }
}

struct str http_headers_lines(enum http_header_set set)
{
    return sets[set].lines;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

enum { FILENAME_BYTES = 255 };

void http_headers_attachment(struct http_response *res, struct arena *a, struct str filename)
{
    static const char hex[] = "0123456789ABCDEF";
    struct str name = str_slice(filename, 0, FILENAME_BYTES);
    char *ascii = arena_alloc(a, name.len + 1);
    char *encoded = arena_alloc(a, 3 * name.len + 1);
    if (ascii == NULL || encoded == NULL) {
        res->failed = true;
        return;
    }
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        ascii[i] = is_plain(name.ptr[i]) ? name.ptr[i] : '_';
        if (is_plain(name.ptr[i])) {
            encoded[n++] = name.ptr[i];
        } else {
            encoded[n++] = '%';
            encoded[n++] = hex[c >> 4];
            encoded[n++] = hex[c & 15];
        }
    }
    struct str value = arena_format(a, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
                                    (int)name.len, ascii, (int)n, encoded);
    if (value.ptr == NULL) {
        res->failed = true;
        return;
    }
    http_response_header_set(res, STR("Content-Disposition"), value);
}
