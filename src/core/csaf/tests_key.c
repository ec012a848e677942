/*
 * core/csaf/tests_key.c — the OpenPGP key of the publisher's contact, as far as the service knows
 * what stands behind its address. Tests 6.2.55, 6.3.24. Nothing is said of a key that was not seen:
 * that an address does not answer is found by 6.3.6.
 */
#include "core/csaf/csaf_priv.h"

/* The place of the address, NULL unless the service knows its key. */
static const struct json *key_of(struct csaf_check *c, struct csaf_key *out)
{
    const struct csaf_services *s = &c->options->services;
    const struct json *contact = csaf_at(csaf_at(c->document, STR("publisher")), STR("contact"));
    const struct json *url = csaf_at(contact, STR("public_openpgp_key_url"));
    *out = (struct csaf_key){0};
    if (s->key == NULL || !json_is(url, JSON_STRING) || !s->key(s->context, url->text, out))
        return NULL;
    return url;
}

static void say(struct csaf_check *c, const struct json *url, enum csaf_message message)
{
    csaf_find_say(c, url, &(struct csaf_say){.message = message});
}

void csaf_run_contact_key(struct csaf_check *c)
{
    struct csaf_key key;
    const struct json *url = key_of(c, &key);
    if (url == NULL)
        return;
    switch (key.fault) {
    case CSAF_KEY_SOUND:
        break;
    case CSAF_KEY_NOT_ARMORED:
        say(c, url, MESSAGE_key_armor);
        break;
    case CSAF_KEY_EXPIRED:
        say(c, url, MESSAGE_OF_TEST);
        break;
    case CSAF_KEY_NOT_FOR_ENCRYPTION:
        say(c, url, MESSAGE_key_encryption);
        break;
    }
    if (key.other_type)
        say(c, url, MESSAGE_key_type);
}

/* "Name (remark) <address>" or the bare address. */
static struct str email_of(struct str user)
{
    size_t open = str_find(user, STR("<"), 0);
    struct str rest = open == SIZE_MAX ? user : str_slice(user, open + 1, user.len);
    struct str email = str_split(&rest, '>');
    return pattern_email(email) ? email : (struct str){0};
}

void csaf_run_contact_key_user(struct csaf_check *c)
{
    struct csaf_key key;
    const struct json *url = key_of(c, &key);
    struct str wanted = url != NULL ? csaf_text(url->parent, STR("email")) : (struct str){0};
    struct str first = {0};
    if (url == NULL || key.fault == CSAF_KEY_NOT_ARMORED || wanted.len == 0)
        return;
    for (struct str rest = key.users; rest.ptr != NULL;) {
        struct str email = email_of(str_split(&rest, '\n'));
        if (email.len > 0 && str_equal_nocase(email, wanted))
            return;
        first = first.len > 0 ? first : email;
    }
    if (first.len == 0)
        say(c, url, MESSAGE_key_no_user);
    else
        csaf_find_2(c, url, first, wanted);
}
