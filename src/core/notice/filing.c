/*
 * core/notice/filing.c — see filing.h. Must never file by a number alone, nor by a sender that
 * nobody has verified: both stand in clear in every letter.
 */
#include "core/notice/filing.h"

#include "core/image_priv.h"
#include "core/notice/notice.h"

enum { NUMBERS_MAX = 8 };

/* ---- by the mark ---- */

static const struct law_letter *letter_marked(const struct law_world *w, struct str mark)
{
    return str_is_empty(mark) ? NULL : str_map_get(&w->image->letters, mark);
}

/* "MARK@domain": the Message-ID of a letter of ours. */
static struct str mark_of_id(struct str message_id, struct str mail_from)
{
    size_t at = str_find(message_id, STR("@"), 0);
    size_t ours = str_find(mail_from, STR("@"), 0);
    if (at == SIZE_MAX || ours == SIZE_MAX ||
        !str_equal_nocase(str_slice(message_id, at, message_id.len),
                          str_slice(mail_from, ours, mail_from.len)))
        return (struct str){NULL, 0};
    return str_slice(message_id, 0, at);
}

static const struct law_letter *letter_of(const struct law_world *w, const struct conf *conf,
                                          const struct mail_message *m)
{
    const struct law_letter *l = NULL;
    for (size_t i = 0; !l && i < m->to_count; i++)
        l = letter_marked(w, mail_address_mark(m->to[i], conf->mail_from));
    if (!l && m->is_report)
        l = letter_marked(w, mark_of_id(m->original_id, conf->mail_from));
    return l;
}

/* ---- by number and sender ---- */

bool law_number_find(const struct law_world *w, struct str number, struct id *stream,
                     enum stream_type *type)
{
    const struct stream *s = str_map_get(&w->image->numbers, number);
    const struct law_advisory *a = s ? image_advisory(w->image, s->id) : NULL;
    if (a)
        s = &a->of->stream;
    if (!s || (s->type != STREAM_case && s->type != STREAM_report) ||
        access_classes(w->image, &w->actor, s->id) == 0)
        return false;
    *stream = s->id;
    *type = s->type;
    return true;
}

static bool is_person_of(const struct law_image *m, struct id party, struct str address)
{
    for (size_t i = 0; i < m->persons.count; i++) {
        const struct law_person *p = m->persons.items[i];
        if (str_equal_nocase(p->mail, address) && person_sits_at(p, party))
            return true;
    }
    return false;
}

static bool is_address_of(const struct law_image *m, const struct law_party *p, struct str address)
{
    const struct ev_contact_data_set *d = p->data;
    bool registered = d && (str_equal_nocase(d->point_mail, address) ||
                            str_equal_nocase(d->manager_mail, address) ||
                            str_equal_nocase(d->deputy_mail, address));
    return registered || str_equal_nocase(p->contact, address) ||
           is_person_of(m, p->stream.id, address);
}

/* Those with whom the case is talked about: developers that were contacted. */
static bool is_sender_of(const struct law_world *w, struct id stream, struct str address)
{
    const struct law_case *c = image_case(w->image, stream);
    const struct law_report *r = image_report(w->image, stream);
    if (str_is_empty(address))
        return false;
    if (r)
        return str_equal_nocase(r->filed->finder_contact, address);
    for (size_t i = 0; c && i < c->relation_count; i++) {
        const struct law_relation *relation = &c->relations[i];
        if (relation->start_day && is_address_of(w->image, relation->party, address))
            return true;
    }
    return false;
}

static void file_by_number(const struct law_world *w, const struct conf *conf,
                           const struct mail_message *m, struct mail_filing *out)
{
    out->doubt = mail_number(m, 0).ptr ? CODE_mail_doubt_unknown_number : CODE_mail_doubt_no_number;
    for (size_t i = 0; i < NUMBERS_MAX; i++) {
        struct str number = mail_number(m, i);
        struct id stream;
        enum stream_type type;
        if (!number.ptr)
            return;
        if (!law_number_find(w, number, &stream, &type))
            continue;
        if (id_is_none(out->stream)) {
            out->stream = stream;
            out->type = type;
            out->doubt = CODE_mail_doubt_unknown_sender;
        }
        if (!is_sender_of(w, stream, m->from))
            continue;
        out->stream = stream;
        out->type = type;
        out->doubt = CODE_mail_doubt_unverified_sender;
        if (m->vouched || mail_is_verified(m, conf->mail_authserv)) {
            out->doubt = 0;
            out->filing = CODE_mail_filing_number_and_sender;
        }
        return;
    }
}

void law_mail_file(const struct law_world *w, const struct conf *conf, const struct mail_message *m,
                   struct mail_filing *out)
{
    const struct law_letter *l = letter_of(w, conf, m);
    *out = (struct mail_filing){0};
    if (l) {
        out->filing = CODE_mail_filing_reply_address;
        out->letter = l->view.letter;
        out->stream = l->of->id;
        out->type = l->of->type;
        out->bounced = m->is_report && m->failed;
        out->ignored = m->is_report && !m->failed;
        return;
    }
    if (m->automatic || m->is_report) {
        out->doubt = CODE_mail_doubt_automatic;
        return;
    }
    file_by_number(w, conf, m, out);
}
