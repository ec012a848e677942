/*
 * cli/client.c — calls the desk's own interface through the socket in the data directory: HTTP/1.1,
 * one call a connection. It can do nothing that the interface does not permit.
 */
#include "cli/cli_priv.h"

#include "core/json/json.h"
#include "desk/desk.h"
#include "sys/disk.h"
#include "sys/net.h"

enum { ANSWER_BYTES = 8 << 20, HEAD_BYTES = 8 << 10 };

/* ---- JSON of dotted pairs -------------------------------------------------------------------- */

/* By segments, so that the names of one object stand together and in order. */
static int name_compare(struct str a, struct str b)
{
    while (a.ptr && b.ptr) {
        int order = str_compare(str_split(&a, '.'), str_split(&b, '.'));
        if (order != 0)
            return order;
    }
    return a.ptr ? 1 : b.ptr ? -1 : 0;
}

static void pairs_sort(struct input_pair *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct input_pair moving = pairs[i];
        size_t k = i;
        for (; k > 0 && name_compare(pairs[k - 1].name, moving.name) > 0; k--)
            pairs[k] = pairs[k - 1];
        pairs[k] = moving;
    }
}

static struct str first_segment(struct str name)
{
    return str_split(&name, '.');
}

static bool is_deeper(struct str name)
{
    return str_find(name, STR("."), 0) != SIZE_MAX;
}

/* The pairs [from, to) have names that are relative to the object being written. */
static bool object_write(struct json_writer *w, struct input_pair *pairs, size_t count,
                         size_t depth)
{
    if (depth == LIMIT_JSON_DEPTH)
        return false;
    json_write_object(w);
    for (size_t i = 0; i < count;) {
        struct str key = first_segment(pairs[i].name);
        size_t end = i;
        while (end < count && str_equal(first_segment(pairs[end].name), key))
            end++;
        json_write_key(w, key);
        if (!is_deeper(pairs[i].name)) {
            if (end != i + 1)
                return false;
            json_write_str(w, pairs[i].value);
        } else {
            for (size_t k = i; k < end; k++)
                pairs[k].name = str_slice(pairs[k].name, key.len + 1, pairs[k].name.len);
            if (!object_write(w, &pairs[i], end - i, depth + 1))
                return false;
        }
        i = end;
    }
    json_write_end(w);
    return true;
}

enum err cli_json(struct cli *c, const struct input *in, struct str *out)
{
    struct json_writer w;
    struct buf text;
    struct input_pair *pairs = ARENA_ARRAY(&c->arena, struct input_pair, in->count);
    if (!pairs)
        return ERR_MEMORY;
    for (size_t i = 0; i < in->count; i++)
        pairs[i] = in->pairs[i];
    pairs_sort(pairs, in->count);
    buf_init(&text, &c->arena, LIMIT_FORM_BYTES);
    json_write_begin(&w, &text, JSON_COMPACT);
    if (!object_write(&w, pairs, in->count, 1))
        return ERR_INVALID;
    json_write_finish(&w);
    return buf_finish(&text, out);
}

/* ---- HTTP ------------------------------------------------------------------------------------ */

static void header_add(struct buf *head, const char *name, struct str value)
{
    if (!str_is_empty(value))
        buf_add_format(head, "%s%.*s\r\n", name, STR_ARG(value));
}

static enum err call_write(struct cli *c, int fd, const struct cli_call *call)
{
    struct buf head;
    struct str bytes = {0};
    buf_init(&head, &c->arena, HEAD_BYTES);
    buf_add_format(&head,
                   "%s %.*s HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\n"
                   "Connection: close\r\n",
                   call->method, STR_ARG(call->path));
    header_add(&head, "Authorization: Bearer ", call->token);
    header_add(&head, "Todoke-Code: ", call->code);
    header_add(&head, "Idempotency-Key: ", call->key);
    if (call->body.ptr)
        buf_add_format(&head, "Content-Type: application/json\r\nContent-Length: %zu\r\n",
                       call->body.len);
    buf_add_cstr(&head, "\r\n");
    enum err e = buf_finish(&head, &bytes);
    if (e == ERR_OK)
        e = disk_write(fd, bytes);
    if (e == ERR_OK && call->body.len > 0)
        e = disk_write(fd, call->body);
    return e;
}

static enum err answer_read(struct cli *c, int fd, struct cli_answer *out)
{
    size_t got = 0;
    uint64_t status = 0;
    char *bytes = arena_alloc(&c->arena, ANSWER_BYTES);
    if (!bytes)
        return ERR_MEMORY;
    enum err e = disk_read(fd, bytes, ANSWER_BYTES, &got);
    struct str all = {bytes, got};
    size_t end = str_find(all, STR("\r\n\r\n"), 0);
    if (e != ERR_OK)
        return e;
    if (!str_starts_with(all, STR("HTTP/1.1 ")) || end == SIZE_MAX ||
        !str_to_u64(str_slice(all, 9, 12), 999, &status))
        return ERR_CORRUPT;
    out->status = (int)status;
    out->body = str_slice(all, end + 4, all.len);
    return ERR_OK;
}

enum err cli_call(struct cli *c, const struct cli_call *call, struct cli_answer *out)
{
    DISK_FD fd = -1;
    struct str path = arena_format(&c->arena, "%s/%s", c->dir, DESK_SOCKET_FILE);
    if (!path.ptr)
        return ERR_MEMORY;
    enum err e = net_connect_unix(path.ptr, &fd);
    if (e == ERR_OK)
        e = call_write(c, fd, call);
    return e == ERR_OK ? answer_read(c, fd, out) : e;
}

/* The sentence of a problem (RFC 9457), for people. */
static struct str problem_sentence(struct cli *c, struct str body)
{
    const struct json *root = NULL;
    if (json_read(body, ANSWER_BYTES, &c->arena, &root, NULL) != ERR_OK)
        return body;
    struct str detail = json_text(json_member(root, STR("detail")));
    return str_is_empty(detail) ? body : detail;
}

int cli_call_and_print(struct cli *c, const struct cli_call *call)
{
    struct cli_answer answer = {0};
    enum err e = cli_call(c, call, &answer);
    if (e == ERR_NOT_FOUND) {
        cli_complain("no desk is running for %s", c->dir);
        return CLI_FAILED;
    }
    if (e != ERR_OK)
        return cli_failed("desk", e);
    if (answer.status < 400) {
        cli_print(answer.body);
        if (answer.body.len > 0 && answer.body.ptr[answer.body.len - 1] != '\n')
            cli_print(STR("\n"));
        return CLI_OK;
    }
    cli_complain("%d: %.*s", answer.status, STR_ARG(problem_sentence(c, answer.body)));
    return answer.status < 500 ? CLI_REFUSED : CLI_FAILED;
}
