/*
 * core/key/listing.c — what gpg tells of a certificate, line by line: fields between colons, of
 * which the first says what the line is about. A field that cannot be read makes the whole listing
 * unreadable; must never guess.
 */
#include "core/key/key.h"

#include "base/civil.h"

enum {
    FIELD_VALIDITY = 1,
    FIELD_EXPIRES = 6,
    FIELD_VALUE = 9, /* fingerprint, user id */
    FIELD_ABILITIES = 11,
    FINGERPRINT_MIN = 40,
    FINGERPRINT_MAX = 64,
};

static struct str field(struct str line, size_t n)
{
    struct str one = str_split(&line, ':');
    for (size_t i = 0; i < n; i++)
        one = str_split(&line, ':');
    return one;
}

static bool line_is(struct str line, const char *kind)
{
    return str_equal(field(line, 0), str_from_cstr(kind));
}

static bool can_encrypt(struct str abilities)
{
    return str_find(abilities, STR("e"), 0) != SIZE_MAX;
}

/* Revoked, invalid or disabled, as its owner or its own signatures say. That it has ended is the
 * law's to say, by its clock. */
static bool is_out_of_use(struct str validity)
{
    return validity.len > 0 &&
           (validity.ptr[0] == 'r' || validity.ptr[0] == 'i' || validity.ptr[0] == 'd');
}

/* 0: never. */
static bool read_end(struct str line, int64_t *out)
{
    struct str text = field(line, FIELD_EXPIRES);
    uint64_t seconds = 0;
    *out = 0;
    if (str_is_empty(text))
        return true;
    if (!str_to_u64(text, INT64_MAX / US_PER_SECOND, &seconds))
        return false;
    *out = (int64_t)seconds * US_PER_SECOND;
    return true;
}

static int64_t later(int64_t a, int64_t b)
{
    return a == 0 || b == 0 ? 0 : a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 ? b : b == 0 ? a : a < b ? a : b;
}

static bool is_fingerprint(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (!digit && (s.ptr[i] < 'A' || s.ptr[i] > 'F'))
            return false;
    }
    return s.len >= FINGERPRINT_MIN && s.len <= FINGERPRINT_MAX;
}

/* What a listing adds up to. */
struct reading {
    size_t primaries;
    bool secret, revoked, sound, encrypts;
    int64_t primary_end_us, encryption_end_us;
};

static void take_encryption(struct reading *r, int64_t end_us)
{
    r->encryption_end_us = r->encrypts ? later(r->encryption_end_us, end_us) : end_us;
    r->encrypts = true;
}

static void take_line(struct reading *r, struct str line, struct key_found *out)
{
    int64_t end_us = 0;
    bool primary = line_is(line, "pub"), sub = line_is(line, "sub");
    struct str value = field(line, FIELD_VALUE);
    r->secret = r->secret || line_is(line, "sec") || line_is(line, "ssb");
    if (primary || sub) {
        bool in_use = !is_out_of_use(field(line, FIELD_VALIDITY));
        r->sound = read_end(line, &end_us) && r->sound;
        r->primaries += primary ? 1 : 0;
        r->revoked = r->revoked || (primary && !in_use);
        r->primary_end_us = primary ? end_us : r->primary_end_us;
        if (in_use && can_encrypt(field(line, FIELD_ABILITIES)))
            take_encryption(r, end_us);
    }
    if (line_is(line, "fpr") && !out->fingerprint.ptr) { /* the first is the primary key's */
        r->sound = is_fingerprint(value) && r->sound;
        out->fingerprint = value;
    }
    if (line_is(line, "uid") && !out->owner.ptr)
        out->owner = value;
}

void key_listing_read(struct str listing, struct key_found *out)
{
    struct reading r = {.sound = true};
    *out = (struct key_found){.verdict = KEY_SOUND};
    while (listing.ptr)
        take_line(&r, str_split(&listing, '\n'), out);
    out->expires_us = earlier(r.primary_end_us, r.encryption_end_us);
    if (r.secret)
        out->verdict = KEY_SECRET;
    else if (r.primaries > 1)
        out->verdict = KEY_SEVERAL;
    else if (r.primaries == 0 || !r.sound || !out->fingerprint.ptr)
        out->verdict = KEY_UNREADABLE;
    else if (r.revoked)
        out->verdict = KEY_REVOKED;
    else if (!r.encrypts)
        out->verdict = KEY_CANNOT_ENCRYPT;
}

struct str key_listing_users(struct str listing, struct arena *a)
{
    struct str out = {0};
    struct buf b;
    buf_init(&b, a, listing.len);
    while (listing.ptr) {
        struct str line = str_split(&listing, '\n');
        if (!line_is(line, "uid"))
            continue;
        buf_add(&b, buf_str(&b).len > 0 ? STR("\n") : STR(""));
        buf_add(&b, field(line, FIELD_VALUE));
    }
    return buf_str(&b).len > 0 && buf_finish(&b, &out) == ERR_OK ? out : (struct str){0};
}

bool key_fingerprint_is(struct str typed, struct str fingerprint)
{
    size_t at = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == ':' || c == '-')
            continue;
        if (c >= 'a' && c <= 'f')
            c = (char)(c - 'a' + 'A');
        if (at == fingerprint.len || fingerprint.ptr[at++] != c)
            return false;
    }
    return at > 0 && at == fingerprint.len;
}
