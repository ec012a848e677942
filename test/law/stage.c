/*
 * test/law/stage.c — see stage.h. Must never hold a rule of the scheme: it asks the law and
 * compares.
 */
#include "law/stage.h"

#include "core/key/key.h"

#include <stdlib.h>
#include <string.h>

enum { STAGE_MEMORY = 768 << 20, STAGE_SCRATCH = 64 << 20 };

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* A stand-in for SHA-256: 64 hex digits that depend on every byte. The law only compares digests.
 */
static struct str digest(struct str bytes, struct arena *arena)
{
    uint64_t h[4];
    uint8_t out[32];
    char hex[65];

    for (unsigned i = 0; i < 4; i++)
        h[i] = mix(UINT64_C(0x9e3779b97f4a7c15) * (i + 1) + bytes.len);
    for (size_t at = 0; at < bytes.len; at++)
        h[at & 3] = mix(h[at & 3] ^ (uint64_t)(uint8_t)bytes.ptr[at] ^ h[(at + 1) & 3] << 8);
    for (unsigned i = 0; i < 4; i++)
        h[i] = mix(h[i] ^ h[(i + 1) & 3]);
    memcpy(out, h, sizeof(out));
    hex_write(out, sizeof(out), hex, sizeof(hex));
    return arena_copy(arena, (struct str){hex, 64});
}

void stage_open(struct stage *s, uint64_t seed)
{
    *s = (struct stage){.seed = seed, .clock_trusted = true};
    arena_init(&s->memory, STAGE_MEMORY);
    arena_init(&s->scratch, STAGE_SCRATCH);
    s->image = law_image_new(&s->memory);
    s->now_us = INT64_C(1772409600) * US_PER_SECOND; /* 2026-03-02T09:00+09:00 */
}

void stage_close(struct stage *s)
{
    arena_release(&s->memory);
    arena_release(&s->scratch);
}

struct id stage_id(const struct stage *s, uint64_t submission, unsigned n)
{
    uint64_t words[2] = {mix(s->seed ^ mix(submission * 8 + n)),
                         mix(s->seed + mix(submission * 8 + n + 4))};
    struct id id;

    memcpy(id.bytes, words, sizeof(id.bytes));
    return id;
}

/* A stand-in for the program that looks at certificates: the fingerprint depends on every byte of
 * the text; what is wrong with it stands in the text itself. */
static struct key_found look_at_key(struct str text, struct arena *arena)
{
    static const struct {
        const char *word;
        enum key_verdict verdict;
    } faults[] = {{"unreadable", KEY_UNREADABLE},  {"secret", KEY_SECRET},
                  {"several", KEY_SEVERAL},        {"revoked", KEY_REVOKED},
                  {"signing", KEY_CANNOT_ENCRYPT}, {"uninspected", KEY_NOT_INSPECTED}};
    struct str hex = digest(text, arena);
    char *capitals = arena_alloc(arena, 40);
    struct key_found found = {.fingerprint = {capitals, 40}, .owner = STR("owner <o@k.example>")};
    size_t until = str_find(text, STR("until "), 0);
    for (size_t i = 0; i < 40; i++)
        capitals[i] = (char)(hex.ptr[i] >= 'a' ? hex.ptr[i] - 'a' + 'A' : hex.ptr[i]);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        if (str_find(text, str_from_cstr(faults[i].word), 0) != SIZE_MAX)
            found.verdict = faults[i].verdict;
    }
    if (until != SIZE_MAX &&
        !civil_read_rfc3339(str_slice(text, until + 6, until + 31), &found.expires_us))
        abort();
    return found;
}

static void look(struct law_world *w, const struct command *c, struct key_found *found,
                 struct arena *arena)
{
    if (c->kind != COMMAND_register_key)
        return;
    *found = look_at_key(((const struct cmd_register_key *)(const void *)c)->key, arena);
    w->key = found;
}

struct law_world stage_world(const struct stage *s, const struct actor *a, uint64_t submission)
{
    struct law_world w = {
        .now_us = s->now_us,
        .clock_trusted = s->clock_trusted,
        .actor = *a,
        .image = s->image,
        .edition = edition_latest(),
        .submission = stage_id(s, submission, 7),
        .digest = digest,
    };

    for (unsigned i = 0; i < 4; i++)
        w.fresh[i] = stage_id(s, submission, i);
    return w;
}

static void draw(const struct stage *s, uint64_t submission, unsigned i, char number[9])
{
    uint64_t n = mix(s->seed ^ mix(submission ^ (uint64_t)(i + 1) << 60)) % 100000000;

    number[8] = '\0';
    for (unsigned at = 8; at-- > 0; n /= 10)
        number[at] = (char)('0' + n % 10);
}

/* ---- the log -------------------------------------------------------------------------------- */

static void fail(struct stage *s, const char *fault)
{
    if (s->fault == NULL)
        s->fault = fault;
}

static enum err encode_parts(const struct event *e, struct arena *arena,
                             struct str parts[KEYGROUP_COUNT])
{
    enum err err = ERR_OK;

    for (int g = KEYGROUP_case; g < KEYGROUP_COUNT && err == ERR_OK; g++) {
        struct buf out;
        buf_init(&out, arena, LIMIT_EVENT_BYTES);
        err = event_encode(e, (enum keygroup)g, &out);
        if (err == ERR_OK)
            err = buf_finish(&out, &parts[g]);
    }
    return err;
}

static enum err decode_entry(const struct stage_entry *entry, struct arena *arena,
                             struct event **out)
{
    struct event *e = event_new(entry->head.kind, arena);
    enum err err = e == NULL ? ERR_MEMORY : ERR_OK;

    if (err != ERR_OK)
        return err;
    e->schema = entry->head.schema;
    e->stream = entry->head.stream;
    e->stream_type = entry->head.stream_type;
    e->version = entry->head.version;
    e->seq = entry->head.seq;
    for (int g = KEYGROUP_case; g < KEYGROUP_COUNT && err == ERR_OK; g++)
        err = event_decode(e, (enum keygroup)g, entry->parts[g], arena);
    *out = e;
    return err == ERR_OK ? event_upcast(e) : err;
}

static bool same_parts(const struct stage_entry *entry, struct arena *arena)
{
    struct event *back;
    struct str parts[KEYGROUP_COUNT];

    if (decode_entry(entry, arena, &back) != ERR_OK || encode_parts(back, arena, parts) != ERR_OK)
        return false;
    for (int g = KEYGROUP_case; g < KEYGROUP_COUNT; g++)
        if (!str_equal(parts[g], entry->parts[g]))
            return false;
    return back->at_us == entry->live->at_us && back->role == entry->live->role &&
           id_equal(back->person, entry->live->person) && id_equal(back->party, entry->live->party);
}

static enum err append(struct stage *s, struct event *e)
{
    if (s->count == s->capacity) {
        size_t wanted = s->capacity == 0 ? 256 : s->capacity * 2;
        struct stage_entry *grown = ARENA_ARRAY(&s->memory, struct stage_entry, wanted);
        if (grown == NULL)
            return ERR_MEMORY;
        if (s->count > 0)
            memcpy(grown, s->log, s->count * sizeof(*grown));
        s->log = grown;
        s->capacity = wanted;
    }
    struct stage_entry *entry = &s->log[s->count];
    e->version = law_stream_version(s->image, e->stream) + 1;
    e->seq = s->count + 1;
    *entry = (struct stage_entry){.head = *e, .live = e};
    enum err err = encode_parts(e, &s->memory, entry->parts);
    if (err != ERR_OK)
        return err;
    if (!same_parts(entry, &s->scratch))
        fail(s, "an event does not survive its encoding");
    s->count++;
    return law_apply(s->image, e);
}

/* PUB-05, DAT-14: from the log alone, so that a wrong image cannot hide it. */
static void check_never_early(struct stage *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->log[i].head.kind != EVENT_case_published)
            continue;
        int64_t date = 0;
        for (size_t j = 0; j < i; j++) {
            const struct ev_date_set *set =
                (const struct ev_date_set *)(const void *)s->log[j].live;
            if (s->log[j].head.kind == EVENT_date_set &&
                id_equal(s->log[j].head.stream, s->log[i].head.stream))
                date = set->at;
        }
        if (date == 0 || s->log[i].live->at_us < date)
            fail(s, "published before the agreed date-time");
    }
}

/* The same of the public list: no entry before its minute. */
static void check_list_never_early(struct stage *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct ev_list_decided *list = (const void *)s->log[i].live;
        for (size_t j = 0; s->log[i].head.kind == EVENT_list_decided && j < i; j++) {
            const struct ev_developer_listed *e = (const void *)s->log[j].live;
            if (s->log[j].head.kind == EVENT_developer_listed && e->at > list->head.at_us &&
                str_find(list->doc, e->number, 0) != SIZE_MAX)
                fail(s, "a developer was listed before its minute");
        }
    }
}

static bool published_something(const struct decision *d)
{
    for (size_t i = 0; i < d->event_count; i++)
        if (d->events[i]->kind == EVENT_case_published ||
            d->events[i]->kind == EVENT_release_decided ||
            d->events[i]->kind == EVENT_list_decided || d->events[i]->kind == EVENT_status_released)
            return true;
    return false;
}

struct str stage_answer(const struct stage *s, const struct actor *a, uint64_t submission,
                        const struct command *c, struct arena *arena)
{
    struct law_world w = stage_world(s, a, submission);
    struct key_found found;
    struct decision d = {.arena = arena};
    struct buf out;
    struct str text = {NULL, 0};

    w.drawn[0] = STR("00000000");
    look(&w, c, &found, arena);
    buf_init(&out, arena, STAGE_SCRATCH);
    if (law_decide(&w, c, &d) != ERR_OK)
        abort();
    buf_add_format(&out, "%d %s %lld %d", (int)d.refusal.code,
                   d.refusal.field_name == NULL ? "" : d.refusal.field_name,
                   (long long)d.refusal.at_us, d.refusal.day);
    for (size_t i = 0; i < d.event_count; i++) {
        struct str parts[KEYGROUP_COUNT];
        if (encode_parts(d.events[i], arena, parts) != ERR_OK)
            abort();
        buf_add_format(&out, "\n%d", (int)d.events[i]->kind);
        for (int g = KEYGROUP_case; g < KEYGROUP_COUNT; g++) {
            buf_add_format(&out, " %zu:", parts[g].len);
            buf_add(&out, parts[g]);
        }
    }
    if (buf_finish(&out, &text) != ERR_OK)
        abort();
    return text;
}

static bool was_read(const struct stream_ref *reads, size_t count, struct id stream)
{
    for (size_t i = 0; i < count; i++) {
        if (id_equal(reads[i].stream, stream))
            return true;
    }
    return false;
}

/* A decision on an older sight is noticed only in the streams that it says it read: those it
 * writes, its subject, and those its fields name. */
static void check_reads(struct stage *s, const struct law_world *w, const struct command *c,
                        const struct decision *d)
{
    struct stream_ref reads[LIMIT_EVENTS_PER_COMMAND + LIMIT_CASE_ADVISORIES + 8];
    const struct command_def *def = command_def_get(c->kind);
    size_t count = law_reads(w, c, d, reads, sizeof(reads) / sizeof(reads[0]));
    bool all = law_stream_version(w->image, c->subject.stream) == 0 ||
               was_read(reads, count, c->subject.stream);

    for (size_t i = 0; i < d->event_count; i++)
        all = all && was_read(reads, count, d->events[i]->stream);
    for (size_t i = 0; i < def->field_count; i++) {
        const struct id *named = (const void *)((const char *)c + def->fields[i].offset);
        if (def->fields[i].type == FIELD_REF && law_stream_version(w->image, *named) > 0)
            all = all && was_read(reads, count, *named);
    }
    if (!all)
        fail(s, "a decision hides a stream that it read");
}

enum err stage_submit(struct stage *s, const struct actor *a, uint64_t submission,
                      const struct command *c, struct decision *d)
{
    struct law_world w = stage_world(s, a, submission);
    struct key_found found;
    struct str before = {NULL, 0};
    char numbers[2][9];

    look(&w, c, &found, &s->memory);

    for (unsigned i = 0; i < 2; i++) {
        draw(s, submission, i, numbers[i]);
        w.drawn[i] = (struct str){numbers[i], 8};
    }
    arena_clear(&s->scratch);
    if (s->look_twice)
        before = stage_image_text(s, s->image, &s->scratch);
    *d = (struct decision){.arena = &s->memory};
    enum err err = law_decide(&w, c, d);
    if (err != ERR_OK)
        return err;
    if ((d->event_count > 0) == (d->refusal.code != REFUSAL_none))
        fail(s, "neither or both of events and refusal");
    if (s->look_twice && !str_equal(before, stage_image_text(s, s->image, &s->scratch)))
        fail(s, "a decision changed the image");
    if (published_something(d) && (!s->clock_trusted || a->role != ROLE_system))
        fail(s, "released on a doubtful clock or by a person's hand");
    if (d->event_count > 0)
        check_reads(s, &w, c, d);
    for (size_t i = 0; i < d->event_count && err == ERR_OK; i++)
        err = append(s, d->events[i]);
    if (published_something(d)) {
        check_never_early(s);
        check_list_never_early(s);
    }
    return err;
}

/* ---- replay and comparison ------------------------------------------------------------------ */

enum err stage_replay(const struct stage *s, struct arena *arena, struct law_image **out)
{
    enum err err = ERR_OK;

    *out = law_image_new(arena);
    for (size_t i = 0; i < s->count && err == ERR_OK; i++) {
        struct event *e;
        err = decode_entry(&s->log[i], arena, &e);
        if (err == ERR_OK)
            err = law_apply(*out, e);
    }
    return err;
}

static void write_id(struct buf *out, struct id id)
{
    char text[ID_TEXT_LEN + 1];

    id_write(id, text);
    buf_add_cstr(out, text);
}

static void write_stream(const struct law_world *w, struct id stream, struct arena *arena,
                         struct buf *out)
{
    struct report_view *report = NULL;
    struct case_view *of = NULL;
    struct organisation_view *organisation = NULL;

    if (law_view_organisation(w, stream, arena, &organisation) == ERR_OK && organisation != NULL &&
        organisation_view_write(organisation, out) != ERR_OK)
        buf_add_cstr(out, "?");
    if (law_view_report(w, stream, arena, &report) == ERR_OK && report != NULL &&
        report_view_write(report, out) != ERR_OK)
        buf_add_cstr(out, "?");
    if (law_view_case(w, stream, arena, &of) == ERR_OK && of != NULL &&
        case_view_write(of, out) != ERR_OK)
        buf_add_cstr(out, "?");
}

static void write_accounts(const struct law_world *w, struct arena *arena, struct buf *out)
{
    struct party_view *parties;
    struct person_view *persons;
    size_t count;

    if (law_scheme_lists_write(w, out) != ERR_OK)
        buf_add_cstr(out, "?");
    if (law_parties(w, arena, &parties, &count) != ERR_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        write_id(out, parties[i].id);
        buf_add_format(out, " %u %u %.*s|%.*s\n", parties[i].kind, parties[i].registration,
                       STR_ARG(parties[i].name.ja), STR_ARG(parties[i].name.en));
    }
    if (law_persons(w, arena, &persons, &count) != ERR_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        struct credential_view secret;
        write_id(out, persons[i].id);
        buf_add_format(out, " %.*s %.*s|%.*s %.*s", STR_ARG(persons[i].login),
                       STR_ARG(persons[i].name.ja), STR_ARG(persons[i].name.en),
                       STR_ARG(persons[i].mail));
        for (size_t g = 0; g < persons[i].grant_count; g++) {
            buf_add_format(out, " %s@", role_name(persons[i].grants[g].role));
            write_id(out, persons[i].grants[g].party);
        }
        if (law_credential_of(w->image, persons[i].id, &secret))
            buf_add_format(out, " %.*s %.*s", STR_ARG(secret.password_hash),
                           STR_ARG(secret.totp_secret));
        buf_add_char(out, '\n');
    }
}

struct str stage_image_text(const struct stage *s, const struct law_image *image,
                            struct arena *arena)
{
    static const enum role eyes[] = {ROLE_system, ROLE_reception};
    struct actor admin = {.role = ROLE_admin};
    struct law_world w = stage_world(s, &admin, 0);
    struct scheme_view scheme;
    struct receipt_entry receipt;
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, arena, STAGE_SCRATCH);
    w.image = image;
    law_scheme(image, &scheme);
    buf_add_format(&out, "%d %d %.*s\n", scheme.founded, scheme.training, STR_ARG(scheme.name.ja));
    write_accounts(&w, arena, &out);
    for (size_t i = 0; i < s->count; i++) {
        if (s->log[i].head.version != 1)
            continue;
        struct id stream = s->log[i].head.stream;
        write_id(&out, stream);
        buf_add_format(&out, " %llu ", (unsigned long long)law_stream_version(image, stream));
        for (size_t e = 0; e < sizeof(eyes) / sizeof(eyes[0]); e++) {
            w.actor.role = eyes[e];
            write_stream(&w, stream, arena, &out);
        }
        buf_add_char(&out, '\n');
    }
    for (size_t i = 0; law_receipt_at(image, i, &receipt); i++)
        buf_add_format(&out, "%.*s %.*s\n", STR_ARG(receipt.lookup), STR_ARG(receipt.public_key));
    if (buf_finish(&out, &text) != ERR_OK || arena->failed)
        abort(); /* the stage is too small for its play: a mistake of the test */
    return text;
}

void stage_check_replay(struct stage *s)
{
    struct arena again;
    struct law_image *image;

    arena_clear(&s->scratch);
    arena_init(&again, STAGE_MEMORY);
    if (stage_replay(s, &again, &image) != ERR_OK)
        fail(s, "the log does not fold");
    else if (!str_equal(stage_image_text(s, s->image, &s->scratch),
                        stage_image_text(s, image, &again)))
        fail(s, "replay and live state differ");
    arena_release(&again);
}
