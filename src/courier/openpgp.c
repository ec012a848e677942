/*
 * courier/openpgp.c — the command lines of the two programs. Keys reach them as descriptors
 * ("@FD:3"), so that no name of a file has to be kept secret. Must never try a second time without
 * encryption.
 */
#include "courier/openpgp.h"

#include "base/limits.h"
#include "sys/tool.h"

enum { ARGUMENTS = 16, CERTIFICATE_BYTES = 256 << 10, NO_SIGNATURE = 3 };

#define GPG "/usr/bin/gpg"

/* A command line that grows. */
struct line {
    struct arena *arena;
    struct tool tool;
    const char *argv[ARGUMENTS];
    size_t count;
};

static void add(struct line *l, const char *word)
{
    if (l->count + 1 < ARGUMENTS)
        l->argv[l->count++] = word;
}

static void add_file(struct line *l, struct str bytes)
{
    size_t at = l->tool.file_count;
    if (at == TOOL_FILES_MAX)
        return;
    l->tool.files[l->tool.file_count++] = bytes;
    add(l, arena_format(l->arena, "@FD:%zu", TOOL_FIRST_FILE + at).ptr);
}

static enum err run(struct line *l, struct tool_result *out)
{
    l->argv[l->count] = NULL;
    l->tool.argv = l->argv;
    return l->arena->failed ? ERR_MEMORY : tool_run(&l->tool, l->arena, out);
}

static bool is_off(const struct openpgp *o)
{
    return str_is_empty(o->backend) || str_equal(o->backend, STR("off"));
}

static enum err begin(const struct openpgp *o, const char *verb, struct arena *a, struct line *l)
{
    *l = (struct line){.arena = a};
    if (is_off(o))
        return ERR_NOT_FOUND;
    l->tool = (struct tool){
        .program = arena_format(a, "/usr/bin/%.*s", STR_ARG(o->backend)).ptr,
        .allow_degraded = o->allow_degraded,
        .out_max = CERTIFICATE_BYTES,
    };
    if (!l->tool.program)
        return ERR_MEMORY;
    add(l, l->tool.program);
    add(l, verb);
    return ERR_OK;
}

bool openpgp_is_there(const struct openpgp *o)
{
    struct arena a;
    arena_init(&a, 4096);
    struct str program = arena_format(&a, "/usr/bin/%.*s", STR_ARG(o->backend));
    bool there = !is_off(o) && program.ptr && tool_exists(program.ptr) && tool_exists(GPG);
    arena_release(&a);
    return there;
}

/* ---- certificates ------------------------------------------------------------------------------
 */

/* No options file, no keyring, no agent, no lock: the folder that is named as its home is only
 * read. The fast list wants no trust database, which gpg asks for as soon as a certificate has
 * ended or is revoked; it says both all the same.
 */
enum err openpgp_inspect(const struct openpgp *o, struct str certificate, struct arena *a,
                         struct str *out)
{
    static const char *const argv[] = {GPG,
                                       "--batch",
                                       "--no-options",
                                       "--no-keyring",
                                       "--no-autostart",
                                       "--lock-never",
                                       "--trust-model",
                                       "always",
                                       "--fast-list-mode",
                                       "--homedir",
                                       "/usr",
                                       "--with-colons",
                                       "--show-keys",
                                       NULL};
    struct tool tool = {
        .program = GPG,
        .argv = argv,
        .in = certificate,
        .out_max = CERTIFICATE_BYTES,
        .allow_degraded = o->allow_degraded,
    };
    struct tool_result result;
    enum err e = is_off(o) ? ERR_NOT_FOUND : tool_run(&tool, a, &result);
    *out = e == ERR_OK ? result.out : (struct str){NULL, 0};
    return e;
}

enum err openpgp_generate(const struct openpgp *o, struct str user, struct arena *a,
                          struct str *out)
{
    struct line l;
    struct tool_result result;
    enum err e = begin(o, "generate-key", a, &l);
    if (e != ERR_OK)
        return e;
    add(&l, "--");
    add(&l, arena_copy(a, user).ptr);
    e = run(&l, &result);
    *out = e == ERR_OK ? result.out : (struct str){NULL, 0};
    return e;
}

enum err openpgp_certificate(const struct openpgp *o, struct str secret, struct arena *a,
                             struct str *out)
{
    struct line l;
    struct tool_result result;
    enum err e = begin(o, "extract-cert", a, &l);
    if (e != ERR_OK)
        return e;
    l.tool.in = secret;
    e = run(&l, &result);
    *out = e == ERR_OK ? result.out : (struct str){NULL, 0};
    return e;
}

/* ---- messages ----------------------------------------------------------------------------------
 */

enum err openpgp_encrypt(const struct openpgp *o, const struct openpgp_message *m, struct arena *a,
                         struct str *out)
{
    struct line l;
    struct tool_result result;
    enum err e = begin(o, "encrypt", a, &l);
    *out = (struct str){NULL, 0};
    if (e != ERR_OK)
        return e;
    if (!str_is_empty(m->secret)) {
        add(&l, "--sign-with");
        add_file(&l, m->secret);
    }
    add(&l, "--");
    add_file(&l, m->certificate);
    l.tool.in = m->plain;
    l.tool.out_max = m->plain.len * 2 + CERTIFICATE_BYTES;
    e = run(&l, &result);
    if (e == ERR_OK)
        *out = result.out;
    return e;
}

/* Fills `l` with everything but the message. */
static enum err begin_reading(const struct openpgp *o, const struct openpgp_reading *with,
                              struct arena *a, struct line *l)
{
    enum err e = begin(o, "decrypt", a, l);
    if (e != ERR_OK)
        return e;
    for (size_t i = 0; i < with->signer_count; i++) {
        add(l, "--verify-with");
        add_file(l, with->signers[i]);
    }
    if (with->signer_count > 0) {
        size_t notes = TOOL_FIRST_FILE + with->signer_count + with->secret_count;
        l->tool.takes_notes = true;
        add(l, "--verifications-out");
        add(l, arena_format(a, "@FD:%zu", notes).ptr);
    }
    add(l, "--");
    for (size_t i = 0; i < with->secret_count; i++)
        add_file(l, with->secrets[i]);
    return ERR_OK;
}

static enum err read_once(const struct openpgp *o, const struct openpgp_reading *r, struct arena *a,
                          struct tool_result *result)
{
    struct line l;
    enum err e = begin_reading(o, r, a, &l);
    if (e != ERR_OK)
        return e;
    l.tool.in = r->sealed;
    l.tool.out_max = r->max;
    return run(&l, result);
}

/* Some backends refuse a message whose signature is of nobody they were told of; then it is read
 * without asking for one. */
enum err openpgp_decrypt(const struct openpgp *o, const struct openpgp_reading *r, struct arena *a,
                         struct openpgp_opened *out)
{
    struct openpgp_reading unsigned_too = *r;
    struct tool_result result = {.status = 0};
    enum err e = read_once(o, r, a, &result);
    *out =
        (struct openpgp_opened){.is_signed = e == ERR_OK && !str_is_empty(str_trim(result.notes))};
    unsigned_too.signer_count = 0;
    if (e == ERR_INVALID && result.status == NO_SIGNATURE)
        e = read_once(o, &unsigned_too, a, &result);
    if (e == ERR_OK)
        out->text = result.out;
    return e;
}
