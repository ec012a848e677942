/*
 * core/access/view_party_write.c — an entry of the developer list as canonical JSON: keys ascend,
 * absent fields are left out. Must never look at anything but the view.
 */
#include "core/access/access.h"
#include "core/access/view_write_priv.h"

static void write_data(struct json_writer *w, const struct contact_data_view *d)
{
    json_write_member_object(w, STR("data"));
    json_write_member_opt(w, STR("address"), d->address);
    json_write_member_opt(w, STR("deputy_mail"), d->deputy_mail);
    json_write_member_opt(w, STR("deputy_name"), d->deputy_name);
    json_write_member_opt(w, STR("manager_mail"), d->manager_mail);
    json_write_member_opt(w, STR("manager_name"), d->manager_name);
    json_write_member_opt(w, STR("manager_post"), d->manager_post);
    json_write_member_opt(w, STR("manager_telephone"), d->manager_telephone);
    json_write_member_opt(w, STR("pgp_key"), d->pgp_key);
    json_write_member_opt(w, STR("point_fax"), d->point_fax);
    json_write_member_opt(w, STR("point_mail"), d->point_mail);
    json_write_member_opt(w, STR("point_telephone"), d->point_telephone);
    json_write_end(w);
}

static void write_certificate(struct json_writer *w, struct str name,
                              const struct certificate_view *c)
{
    if (!c->fingerprint.ptr)
        return;
    json_write_member_object(w, name);
    view_write_i64(w, STR("expires_us"), c->expires_us);
    json_write_member(w, STR("fingerprint"), c->fingerprint);
    json_write_member_opt(w, STR("owner"), c->owner);
    view_write_i64(w, STR("registered_day"), c->registered_day);
    json_write_end(w);
}

static void write_keys(struct json_writer *w, const struct organisation_view *v)
{
    write_certificate(w, STR("key"), &v->key);
    view_write_i64(w, STR("key_confirmed_day"), v->key_confirmed_day);
    view_write_i64(w, STR("key_means"), v->key_means);
    view_write_true(w, STR("key_usable"), v->key_usable);
    write_certificate(w, STR("key_waits"), &v->key_waits);
    json_write_member_opt(w, STR("key_with_whom"), v->key_with_whom);
}

static void write_meeting(struct json_writer *w, const struct organisation_view *v)
{
    json_write_member_object(w, STR("meeting"));
    view_write_i64(w, STR("at_us"), v->meeting_us);
    view_write_true(w, STR("handling"), v->meeting_handling);
    view_write_true(w, STR("internal"), v->meeting_internal);
    json_write_member_opt(w, STR("note"), v->meeting_note);
    view_write_true(w, STR("organisation"), v->meeting_organisation);
    json_write_member_opt(w, STR("participants"), v->meeting_participants);
    json_write_member_opt(w, STR("place"), v->meeting_place);
    view_write_true(w, STR("products"), v->meeting_products);
    view_write_i64(w, STR("result"), v->meeting_result);
    json_write_end(w);
}

static void write_members(struct json_writer *w, const struct organisation_view *v)
{
    json_write_member_array(w, STR("members"));
    for (size_t i = 0; i < v->member_count; i++) {
        json_write_object(w);
        view_write_id(w, STR("id"), v->members[i].person);
        view_write_true(w, STR("manager"), v->members[i].is_manager);
        json_write_member_text2_opt(w, STR("name"), v->members[i].name);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_products(struct json_writer *w, const struct organisation_view *v)
{
    json_write_member_array(w, STR("products"));
    for (size_t i = 0; i < v->product_count; i++) {
        json_write_object(w);
        view_write_true(w, STR("all_customers_known"), v->products[i].all_customers_known);
        view_write_true(w, STR("ended"), v->products[i].ended);
        json_write_member_text2_opt(w, STR("name"), v->products[i].name);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_registrations(struct json_writer *w, const struct organisation_view *v)
{
    json_write_member_array(w, STR("registrations"));
    for (size_t i = 0; i < v->registration_count; i++) {
        json_write_object(w);
        view_write_i64(w, STR("before"), v->registrations[i].before);
        view_write_i64(w, STR("day"), v->registrations[i].day);
        view_write_i64(w, STR("kind"), v->registrations[i].kind);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_letters(struct json_writer *w, const struct organisation_view *v)
{
    if (v->letter_count == 0)
        return;
    json_write_member_array(w, STR("letters"));
    for (size_t i = 0; i < v->letter_count; i++) {
        json_write_object(w);
        json_write_member_i64(w, STR("at_us"), v->letters[i].at_us);
        json_write_member(w, STR("number"), v->letters[i].number);
        json_write_member(w, STR("text"), v->letters[i].text);
        json_write_end(w);
    }
    json_write_end(w);
}

enum err organisation_view_write(const struct organisation_view *v, struct buf *out)
{
    struct json_writer w;
    json_write_begin(&w, out, JSON_COMPACT);
    json_write_object(&w);
    view_write_i64(&w, STR("applied"), v->applied);
    view_write_i64(&w, STR("applied_day"), v->applied_day);
    view_write_i64(&w, STR("confirm_by_day"), v->confirm_by_day);
    view_write_i64(&w, STR("confirmed_day"), v->confirmed_day);
    json_write_member_opt(&w, STR("contact"), v->contact);
    write_data(&w, &v->data);
    view_write_i64(&w, STR("forms_day"), v->forms_day);
    view_write_id(&w, STR("id"), v->party.id);
    write_keys(&w, v);
    view_write_i64(&w, STR("keyword_version"), v->keywords_version);
    json_write_member_opt(&w, STR("keywords"), v->keywords);
    view_write_i64(&w, STR("kind"), v->party.kind);
    view_write_i64(&w, STR("legal_kind"), v->legal_kind);
    write_letters(&w, v);
    view_write_id(&w, STR("manager"), v->manager);
    write_meeting(&w, v);
    write_members(&w, v);
    json_write_member_text2_opt(&w, STR("name"), v->party.name);
    if (v->open_step.code != REFUSAL_none)
        json_write_member(&w, STR("open_step"),
                          str_from_cstr(refusal_def_get(v->open_step.code)->name));
    write_products(&w, v);
    view_write_i64(&w, STR("registration"), v->party.registration);
    write_registrations(&w, v);
    view_write_i64(&w, STR("rules_day"), v->rules_day);
    json_write_member_opt(&w, STR("rules_version"), v->rules_version);
    json_write_end(&w);
    json_write_finish(&w);
    return out->failed ? ERR_LIMIT : ERR_OK;
}
