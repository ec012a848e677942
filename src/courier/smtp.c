/*
 * courier/smtp.c — one letter to the mail server; the only file that knows libcurl. The server's
 * words are read by which command they answer: a refusal of the recipient is about the letter,
 * everything else is about the server. Must never follow the environment (proxies) nor any protocol
 * but SMTP.
 */
#include "courier/courier_priv.h"

#include "base/limits.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_SECONDS = 15, LETTER_SECONDS = 60, CODE_DIGITS = 3 };

/* Which command the server answers. */
enum stage { STAGE_GREETING, STAGE_RECIPIENT, STAGE_DATA };

struct transfer {
    struct str rest; /* of the message */
    enum stage stage;
    bool over; /* the goodbye was said: what is answered to it is not about the letter */
    int code;  /* of the newest answer, 0 = none */
    char line[COURIER_ANSWER_BYTES];
};

enum err smtp_init(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? ERR_OK : ERR_UNSUPPORTED;
}

bool smtp_is_local(struct str url)
{
    static const struct str names[] = {STR_INIT("127.0.0.1"), STR_INIT("localhost"),
                                       STR_INIT("[::1]")};
    size_t at = str_find(url, STR("://"), 0);
    struct str host = at == SIZE_MAX ? url : str_slice(url, at + 3, url.len);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str rest = str_slice(host, names[i].len, host.len);
        if (str_starts_with(host, names[i]) && (rest.len == 0 || rest.ptr[0] == ':'))
            return true;
    }
    return false;
}

static size_t give_message(char *to, size_t size, size_t count, void *ctx)
{
    struct transfer *t = ctx;
    size_t len = size * count < t->rest.len ? size * count : t->rest.len;
    if (len > 0)
        memcpy(to, t->rest.ptr, len);
    t->rest = str_slice(t->rest, len, t->rest.len);
    return len;
}

static void saw_command(struct transfer *t, struct str line)
{
    if (str_starts_with(line, STR("RCPT ")))
        t->stage = STAGE_RECIPIENT;
    else if (str_starts_with(line, STR("DATA")))
        t->stage = STAGE_DATA;
    else if (str_starts_with(line, STR("QUIT")))
        t->over = true;
}

/* Keeps the words without what could end a line. */
static void keep_line(char out[COURIER_ANSWER_BYTES], struct str line)
{
    size_t len = 0;
    line = str_trim(line);
    for (size_t i = 0; i < line.len && len + 1 < COURIER_ANSWER_BYTES; i++)
        out[len++] = line.ptr[i] >= ' ' && line.ptr[i] <= '~' ? line.ptr[i] : '?';
    out[len] = '\0';
}

static void saw_answer(struct transfer *t, struct str line)
{
    uint64_t code = 0;
    if (t->over || !str_to_u64(str_slice(line, 0, CODE_DIGITS), 599, &code))
        return;
    t->code = (int)code;
    keep_line(t->line, line);
}

static int listen_in(CURL *curl, curl_infotype type, char *bytes, size_t len, void *ctx)
{
    struct transfer *t = ctx;
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        saw_command(t, (struct str){bytes, len});
    else if (type == CURLINFO_HEADER_IN)
        saw_answer(t, (struct str){bytes, len});
    return 0;
}

static enum smtp_verdict judge(const struct transfer *t, CURLcode code)
{
    if (code == CURLE_OK)
        return SMTP_TAKEN;
    bool about_letter = t->stage == STAGE_RECIPIENT || t->stage == STAGE_DATA;
    if (about_letter && t->code >= 500)
        return SMTP_REFUSED;
    return about_letter && t->code >= 400 ? SMTP_LATER : SMTP_UNREACHABLE;
}

/* A talk that broke off tells of the server, and its last words may name the recipient: they are
 * not for everybody who may know that the server is away. */
static bool is_about_letter(const struct transfer *t, enum smtp_verdict verdict)
{
    return verdict == SMTP_UNREACHABLE && t->stage != STAGE_GREETING;
}

/* Every option or none: a TLS option that did not take would send in clear. */
static CURLcode set_server(CURL *curl, const struct smtp_server *s)
{
    CURLcode c = curl_easy_setopt(curl, CURLOPT_URL, s->url);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)LETTER_SECONDS);
    if (c == CURLE_OK && s->insist_on_tls)
        c = curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (c == CURLE_OK && s->user[0] != '\0')
        c = curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
    if (c == CURLE_OK && s->user[0] != '\0')
        c = curl_easy_setopt(curl, CURLOPT_PASSWORD, s->password);
    return c;
}

struct addresses {
    const char *from;
    struct curl_slist *to;
};

static CURLcode set_letter(CURL *curl, struct transfer *t, const struct addresses *a)
{
    CURLcode c = curl_easy_setopt(curl, CURLOPT_MAIL_FROM, a->from);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, a->to);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_READDATA, t);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
    if (c == CURLE_OK)
        c = curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
    return c;
}

void smtp_send(const struct smtp_server *server, const struct courier_letter *letter,
               struct arena *arena, struct smtp_answer *out)
{
    struct transfer t = {.rest = letter->message};
    struct str from = arena_format(arena, "<%.*s>", STR_ARG(letter->from));
    struct str to = arena_format(arena, "<%.*s>", STR_ARG(letter->to));
    *out = (struct smtp_answer){.verdict = SMTP_UNREACHABLE};
    CURL *curl = curl_easy_init();
    struct addresses a = {from.ptr, to.ptr ? curl_slist_append(NULL, to.ptr) : NULL};
    if (curl && a.from && a.to) {
        CURLcode c = set_server(curl, server);
        if (c == CURLE_OK)
            c = set_letter(curl, &t, &a);
        if (c == CURLE_OK)
            c = curl_easy_perform(curl);
        out->verdict = judge(&t, c);
        bool words = t.code && c != CURLE_COULDNT_CONNECT && !is_about_letter(&t, out->verdict);
        keep_line(out->line, str_from_cstr(words ? t.line : curl_easy_strerror(c)));
    }
    curl_slist_free_all(a.to);
    curl_easy_cleanup(curl);
}
