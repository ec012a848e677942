/*
 * http/message.h — a request and a response as plain values; what handlers see of HTTP.
 *
 * Everything a request points to lives in its arena until the response has been sent. Texts of a
 * request are raw bytes of the wire unless their comment says decoded. Handlers never see a socket.
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/limits.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_HEAD, /* reaches handlers of GET routes as HTTP_HEAD; the engine drops the body they give
                */
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
};

/* Wire name; absent for a value outside the enum. */
struct str http_method_text(enum http_method m);

struct http_header {
    struct str name;  /* as sent; compare with str_equal_nocase */
    struct str value; /* without blanks at its ends */
};

/* Who is on the other end. For counting and limiting only; the portal never stores it. */
struct http_peer {
    uint8_t address[16]; /* IPv6, or IPv4 mapped; all zero for a unix socket */
    uint32_t uid;        /* unix socket: user of the peer process */
    bool is_unix;
};

struct http_form;
struct http_route;

struct http_cleanup {
    void (*run)(void *arg);
    void *arg;
    struct http_cleanup *next;
};

enum { HTTP_PARAMS_MAX = 6 };

struct http_param {
    struct str name;  /* as in the route's pattern */
    struct str value; /* percent-decoded, well-formed UTF-8, never empty, no NUL; '/' only in a rest
                         parameter */
};

struct http_request {
    enum http_method method;
    bool is_http10;
    bool keep_alive;       /* the client permits another request on the connection */
    bool expects_continue; /* Expect: 100-continue */
    struct str target;     /* whole request target in origin form */
    struct str path;       /* raw: starts with '/', percent signs checked, not decoded */
    struct str query;      /* raw, behind '?'; absent without one */
    struct str host;       /* Host header, syntax checked; absent only in HTTP/1.0 */
    const struct http_header *headers;
    size_t header_count;
    struct str content_type; /* absent without one */
    bool has_body;
    bool body_length_known; /* false for a chunked body */
    uint64_t body_length;   /* declared by Content-Length */
    struct str body;        /* the collected body; absent when it went to a sink or there is none */
    struct http_peer peer;
    int64_t start_us;    /* monotonic clock when the header block was complete */
    struct arena *arena; /* capped at LIMIT_ARENA_REQUEST; lives until the response is sent */

    /* Filled by the router. */
    const struct http_route *route;
    struct http_param params[HTTP_PARAMS_MAX];
    size_t param_count;
    const struct http_form *args; /* decoded query string; never NULL in a handler */
    const struct http_form
        *form;     /* decoded body of a form route, else an empty form; never NULL in a handler */
    void *session; /* whatever the permission callback found out about the caller */
    void *body_state; /* the router's own */

    struct http_cleanup *cleanups;
};

/* First header of that name (any case), or absent. */
struct str http_request_header(const struct http_request *req, struct str name);
/* A path parameter of the route, or absent. */
struct str http_request_param(const struct http_request *req, struct str name);
/* First value of a query argument / form field, or absent when missing. Empty is present: ptr is
 * not NULL. */
struct str http_request_arg(const struct http_request *req, struct str name);
struct str http_request_field(const struct http_request *req, struct str name);
/* Value of a cookie (RFC 6265 cookie-octet, quotes not removed). False when missing, repeated or
 * malformed: a cookie that comes twice is an attack or a mistake, never a choice. */
bool http_request_cookie(const struct http_request *req, struct str name, struct str *value);
/* True when the header lists `gzip` with a weight above zero. */
bool http_request_accepts_gzip(const struct http_request *req);
/* True when If-None-Match names `etag` (with its quotes; weak comparison) or is "*". */
bool http_request_has_etag(const struct http_request *req, struct str etag);
/* `run(arg)` will be called once, in reverse order of registration, when the response has been sent
 * or the connection has died. ERR_MEMORY: not registered. */
enum err http_request_on_end(struct http_request *req, void (*run)(void *), void *arg) MUST_CHECK;

/* An immutable answer built once and sent many times; counted, shared between threads. `head` holds
 * the status line and all header lines but Date and Connection, each with CRLF, without the empty
 * line. */
struct http_shared {
    struct str head;
    struct str head_304; /* the same for "not modified"; absent: never 304 */
    struct str body;
    struct str etag; /* with quotes; absent without one */
    uint32_t refs;   /* changed with http_shared_retain and _release only */
    void (*free)(struct http_shared
                     *); /* called when the last holder lets go; NULL: lives with the process */
};

void http_shared_retain(struct http_shared *s);
void http_shared_release(struct http_shared *s);

enum { HTTP_RESPONSE_HEADERS_MAX = 32 };

enum http_content {
    HTTP_CONTENT_NONE,
    HTTP_CONTENT_TEXT,   /* `text`, in the request's arena or constant */
    HTTP_CONTENT_SHARED, /* `shared`: status and headers of the response are ignored */
    HTTP_CONTENT_FILE, /* `length` bytes of the descriptor `fd` from `offset`; the engine closes it
                        */
};

struct http_response {
    int status;  /* 0: nobody has answered yet (the engine makes it a 500) */
    bool failed; /* sticky: a header was refused (too many, CR or LF inside); the engine answers 500
                  */
    bool close;  /* close the connection after this answer */
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    enum http_content content;
    struct str text;
    struct http_shared *shared;
    int fd;
    uint64_t offset;
    uint64_t length;
};

/* Forgets everything said so far, closing an attached descriptor. */
void http_response_clear(struct http_response *res);
/* Adds a header; the bytes must live until the answer is sent. Content-Length, Connection and Date
 * are the engine's: never add them. */
void http_response_header(struct http_response *res, struct str name, struct str value);
/* Replaces the first header of that name, or adds it. */
void http_response_header_set(struct http_response *res, struct str name, struct str value);
/* Status, Content-Type and body. `text` must live until the answer is sent (request arena or
 * constant). */
void http_response_text(struct http_response *res, int status, struct str content_type,
                        struct str text);
/* True for an address on this very site: starts with '/', not with "//" or a '/' and a backslash,
 * and is graphic ASCII throughout. Browsers drop tabs and line ends, which would make "/<tab>/host"
 * another host. */
bool http_path_is_local(struct str path);
/* 303 after a form, 301/302/308 otherwise. A `location` that is not http_path_is_local becomes a
 * 500, so that no handler can send people elsewhere. */
void http_response_redirect(struct http_response *res, int status, struct str location);
/* Sends a shared answer: 304 without body when the request names its ETag. Takes over one
 * reference. */
void http_response_shared(struct http_response *res, const struct http_request *req,
                          struct http_shared *s);
/* Sends a part of a file; takes over the descriptor. */
void http_response_file(struct http_response *res, struct str content_type, int fd, uint64_t offset,
                        uint64_t length);

/* "Not Found" for 404; "Unknown" for a status nobody uses here. */
struct str http_status_text(int status);

#endif
