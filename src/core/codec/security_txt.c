/*
 * core/codec/security_txt.c — RFC 9116: one field a line, ended by LF.
 */
#include "core/codec/security_txt.h"

#include "base/civil.h"

enum { VALID_DAYS = 180 };

static bool is_graphic(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
            return false;
    }
    return text.len > 0;
}

/* A contact is an address of the web or of mail, with its scheme. */
static void write_contact(struct buf *out, struct str contact)
{
    size_t at = str_find(contact, STR("@"), 0);

    if (!is_graphic(contact))
        return;
    if (str_starts_with(contact, STR("https://")) || str_starts_with(contact, STR("mailto:")))
        buf_add_format(out, "Contact: %.*s\n", STR_ARG(contact));
    else if (at != SIZE_MAX && at > 0 && at + 1 < contact.len)
        buf_add_format(out, "Contact: mailto:%.*s\n", STR_ARG(contact));
}

enum err security_txt_write(const struct security_txt *v, struct buf *out)
{
    int64_t day_us = v->now_us - v->now_us % US_PER_DAY;
    struct str base = v->base_url;

    buf_add_format(out, "Contact: %.*s/report\n", STR_ARG(base));
    write_contact(out, v->contact);
    buf_add_format(out, "Expires: %.*s\n",
                   STR_ARG(civil_write_utc(day_us + VALID_DAYS * US_PER_DAY, out->arena)));
    buf_add_cstr(out, "Preferred-Languages: ja, en\n");
    buf_add_format(out, "Canonical: %.*s/.well-known/security.txt\n", STR_ARG(base));
    buf_add_format(out, "CSAF: %.*s/.well-known/csaf/provider-metadata.json\n", STR_ARG(base));
    buf_add_format(out, "CSAF: %.*s/.well-known/csaf/v2.1/provider-metadata.json\n", STR_ARG(base));
    if (out->arena->failed)
        return ERR_MEMORY;
    return out->failed ? ERR_LIMIT : ERR_OK;
}
